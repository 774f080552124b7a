"""Open311 GeoReport v2: the city's matters as services, requests in and out, in XML and JSON.

By the published specification (wiki.open311.org/GeoReport_v2): a request needs an ``api_key``, which is a token of
ours; reading needs none. Our richer states stand in ``status_notes``. Holds no rule.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from hotline import accounts
from hotline.clock import now
from hotline.domain.contact import Contact, RequestKey
from hotline.domain.number import parse
from hotline.domain.service_attributes import Attribute, attributes_by_matter
from hotline.domain.text_input import TITLE_LIMIT
from hotline.domain.vocabulary import Channel
from hotline.errors import BadInput, NotAllowed, NotFound, SignInFailed
from hotline.parts import parts
from hotline.queries import open311 as window
from hotline.queries.open311 import ServiceRequest, Wanted
from hotline.schemas import inputs
from hotline.schemas.fields import Moment
from hotline.schemas.form_fields import Count
from hotline.web.api.callers import count_request
from hotline.web.errors import OTHER_FORMS
from hotline.web.open311.formats import Answered, answer, answer_error, many, one
from hotline.web.parsing import parse_form, request_key
from hotline.web.reception import Handed
from hotline.web.turnstile import pass_through

blueprint = Blueprint("open311", __name__, url_prefix="/open311/v2")
blueprint.register_error_handler(Exception, answer_error)
OTHER_FORMS[blueprint.url_prefix or ""] = answer_error

WINDOW = timedelta(days=90)
KEYWORDS = 12
LAST_PAGE = 99_999
NOTICE = "热线会把诉求交给承办单位办理，凭服务编号查询进度。"


@blueprint.get('/<any("services.json", "services.xml"):form>')
def list_services(form: str) -> ResponseReturnValue:
    """Show every matter of the directory as a service."""
    return answer(many("services", "service", [_service(matter) for matter in parts().directory.matters]), form)


@blueprint.get("/services/<code>.<any(json, xml):form>")
def show_service(code: str, form: str) -> ResponseReturnValue:
    """Show what a service asks for beyond the request itself."""
    matter = _matter(code)
    asked = [_asked(order, each) for order, each in enumerate(attributes_by_matter().get(matter.id, ()), 1)]
    return answer(one("service_definition", {"service_code": matter.id, "attributes": asked}), form)


@blueprint.post('/<any("requests.json", "requests.xml"):form>')
def take_request(form: str) -> ResponseReturnValue:
    """Take a request; its id is the service number."""
    holder = _holder()
    wanted = parse_form(inputs.Open311Request)
    matter = _matter(wanted["service_code"])
    place = wanted.get("address_string") or wanted.get("address_id") or _coordinates(wanted)
    said = [wanted.get("description") or matter.name, *_answers(matter.id)]
    said.append(f"附件：{wanted['media_url']}" if wanted.get("media_url") else "")
    contact = Contact(
        channel=Channel.APP,
        source_id=holder.source_id,
        title=matter.name[:TITLE_LIMIT],
        text="\n".join(part for part in said if part),
        place=place,
        matter_id=matter.id,
        citizen_name=f"{wanted.get('last_name', '')}{wanted.get('first_name', '')}",
        citizen_phone=wanted.get("phone", ""),
        citizen_email=wanted.get("email", ""),
    )
    taken = pass_through(Handed(contact=contact, request=_key(holder)))
    receipt = {"service_request_id": taken.number, "service_notice": NOTICE, "account_id": None}
    return answer(many("service_requests", "request", [receipt]), form, 201)


@blueprint.get('/<any("requests.json", "requests.xml"):form>')
def list_requests(form: str) -> ResponseReturnValue:
    """Show requests of at most 90 days, or those that are named."""
    found = window.list_requests(_wanted())
    return answer(many("service_requests", "request", [_shown(each) for each in found]), form)


@blueprint.get("/requests/<number>.<any(json, xml):form>")
def show_request(number: str, form: str) -> ResponseReturnValue:
    """Show one request."""
    return answer(many("service_requests", "request", [_shown(window.get_request(_number(number)))]), form)


@blueprint.get("/tokens/<token>.<any(json, xml):form>")
def show_token(token: str, form: str) -> ResponseReturnValue:
    """Show the request of a token; every request gets its number at once, so the number is its own token."""
    found = window.get_request(_number(token))
    return answer(many("service_requests", "request", [{"service_request_id": found.number, "token": token}]), form)


def _holder() -> accounts.Holder:
    """Return whose api_key this is; raises NotAllowed (403) for a missing or wrong one, as the specification says."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        holder = accounts.check_token(request.form.get("api_key") or bearer, scope="messages:write", at=now())
    except SignInFailed as error:
        raise NotAllowed("api_key 缺失或无效。") from error
    holder.refuse_other_channels(Channel.APP.value)
    count_request(holder)
    return holder


def _key(holder: accounts.Holder) -> RequestKey:
    """Mark the message as handed in through Open311; a sender's Idempotency-Key makes a repeat recognisable."""
    owner = f"{window.OWNER}{holder.id}"
    chosen = request_key(owner, request.headers.get("Idempotency-Key"), request.form.to_dict())
    return chosen or RequestKey(owner=owner, key=uuid4().hex, digest="")


def _matter(code: str) -> Any:
    found = next((matter for matter in parts().directory.matters if matter.id == code), None)
    if found is None:
        raise NotFound(f"没有 service_code 为“{code[:60]}”的服务。")
    return found


def _service(matter: Any) -> Answered:
    return {
        "service_code": matter.id,
        "service_name": matter.name,
        "description": f"{matter.field}：{matter.name}",
        "metadata": matter.id in attributes_by_matter(),
        "type": "realtime",
        "keywords": ",".join(keyword.label for keyword in matter.keywords[:KEYWORDS]),
        "group": matter.field,
    }


def _asked(order: int, attribute: Attribute) -> Answered:
    asked: Answered = {
        "variable": True,
        "code": attribute.code,
        "datatype": attribute.datatype,
        "required": attribute.required,
        "datatype_description": attribute.hint or None,
        "order": order,
        "description": attribute.description,
    }
    return asked | {"values": [{"key": key, "name": name} for key, name in attribute.values.items()]}


def _answers(matter_id: str) -> list[str]:
    """Return what was answered to the matter's own questions, one line each."""
    answered = []
    for attribute in attributes_by_matter().get(matter_id, ()):
        given = [*request.form.getlist(attribute.field), *request.form.getlist(f"{attribute.field}[]")]
        words = attribute.answer(given)
        answered += [f"{attribute.description}：{words}"] if words else []
    return answered


def _shown(found: ServiceRequest) -> Answered:
    names = {matter.id: matter.name for matter in parts().directory.matters}
    shown: Answered = {
        "service_request_id": found.number,
        "status": found.status,
        "status_notes": found.notes,
        "service_name": names.get(found.matter_id),
        "service_code": found.matter_id or None,
        "description": found.description,
        "agency_responsible": found.department,
        "service_notice": NOTICE,
        "requested_datetime": _moment(found.requested_at),
        "updated_datetime": _moment(found.updated_at),
        "expected_datetime": _moment(found.expected_at) if found.expected_at else None,
    }
    return shown | dict.fromkeys(("address", "address_id", "zipcode", "lat", "long", "media_url"))


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _wanted() -> Wanted:
    named = _listed("service_request_id")
    if named:
        return Wanted(numbers=[_number(each) for each in named[: window.MOST]])
    status = set(_listed("status"))
    if status - {"open", "closed"}:
        raise BadInput("status 应为 open 或 closed。", field="status")
    start, end = _asked_moment("start_date"), _asked_moment("end_date")
    end = end or (min(now(), start + WINDOW) if start and start < now() else now())
    start = start or end - WINDOW
    if start > end or end - start > WINDOW:
        raise BadInput("start_date 与 end_date 的间隔应为0至90天。", field="start_date")
    is_open = None if len(status) != 1 else status == {"open"}
    size = _counted("page_size", most=window.MOST) or window.MOST
    skipped = ((_counted("page", most=LAST_PAGE) or 1) - 1) * size
    return Wanted(matters=_listed("service_code"), is_open=is_open, start=start, end=end, most=size, skipped=skipped)


def _listed(name: str) -> list[str]:
    return [each.strip() for value in request.args.getlist(name) for each in value.split(",") if each.strip()]


def _counted(name: str, *, most: int) -> int | None:
    typed = request.args.get(name, "").strip()
    return Count(least=1, most=most).clean(typed, name) if typed else None


def _asked_moment(name: str) -> datetime | None:
    typed = request.args.get(name, "").replace(" ", "+")  # a plus sign that nobody encoded
    return Moment().clean(typed, name) if typed else None


def _number(typed: str) -> str:
    try:
        return str(parse(typed))
    except BadInput as error:
        raise NotFound(window.UNKNOWN_REQUEST) from error


def _coordinates(wanted: dict[str, Any]) -> str:
    if not (wanted.get("lat") and wanted.get("long")):
        raise BadInput("请给出地点：lat 与 long，或 address_string，或 address_id。", field="address_string")
    return f"WGS-84 {wanted['lat']},{wanted['long']}"
