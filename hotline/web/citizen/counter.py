"""The citizen's counter: the first page, writing to the hotline, the receipt. Nobody signs in here. Holds no rule."""

import hashlib
import io
import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import segno
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.city import city_time
from hotline.domain.contact import Contact
from hotline.domain.number import spoken, spoken_query_code
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import Channel, Kind
from hotline.errors import BadInput
from hotline.flow.classification import propose
from hotline.parts import parts
from hotline.queries import citizen, public
from hotline.queries.paging import Paging
from hotline.schemas import inputs
from hotline.web.attachments import uploaded
from hotline.web.codes import recall, remember
from hotline.web.furniture.pages import refill
from hotline.web.parsing import parse_form, request_key
from hotline.web.reception import take

blueprint = Blueprint("citizen", __name__)

NEWEST = 4
KINDS = (
    (Kind.ENQUIRY.value, Kind.ENQUIRY.label, "想了解政策、程序或办事方法"),
    (Kind.HELP.value, Kind.HELP.label, "遇到困难，希望帮助解决"),
    (Kind.COMPLAINT.value, Kind.COMPLAINT.label, "对服务、管理或他人的行为不满"),
    (Kind.REPORT.value, Kind.REPORT.label, "发现违法或违规的情况"),
    (Kind.SUGGESTION.value, Kind.SUGGESTION.label, "对城市管理有想法"),
)
OF_THE_PAGE = ("csrf_token", "form_key", "anyway")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the three doors and the newest published answers."""
    return render_template("citizen/home.html", newest=public.page_of_answers("", Paging(size=NEWEST)).rows)


@blueprint.get("/write")
def write() -> ResponseReturnValue:
    """Show the form."""
    return _form(divert=None)


@blueprint.post("/write")
@refill(write)
def hand_in() -> ResponseReturnValue:
    """Take the citizen's message, once; what belongs to another procedure is said first, and may still be handed in."""
    at = now()
    contact = contact_of(parse_form(inputs.CitizenMessage), at)
    divert = propose(parts().study, contact.text, title=contact.title).divert
    if divert is not None and request.form.get("anyway") != divert.to:
        g.typed = request.form
        return _form(divert=divert)
    contact = replace(contact, enclosures=uploaded())
    message, _ = take(contact, by=CITIZEN, at=at, request=_form_key())
    for name in ("followed", "receipt"):
        remember(message, as_=name)
    return redirect(url_for(".receipt"), 303)


@blueprint.get("/receipt")
def receipt() -> ResponseReturnValue:
    """Show number and code of what was handed in from this browser."""
    message = recall("receipt")
    if message is None:
        return redirect(url_for("following.ask"))
    number = citizen.number_of(message)
    return render_template(
        "citizen/receipt.html",
        number=number,
        spoken=spoken(number),
        code=spoken_query_code(message.query_code),
        message=message,
    )


@blueprint.get("/follow-picture")
def follow_picture() -> ResponseReturnValue:
    """Draw the address of the follow page; it is the same for everybody and names nobody."""
    drawn = io.BytesIO()
    code = segno.make(url_for("following.ask", _external=True), micro=False)
    code.save(
        drawn, kind="svg", scale=4, border=4, light="#fff"
    )  # a ground of its own: on a dark page nothing reads it
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def contact_of(values: dict[str, Any], at: datetime) -> Contact:
    """Return the form's values as a contact; raises BadInput for a day that has not come yet."""
    day: date | None = values.pop("occurred_on", None)
    if day is not None:
        if day > city_time(at).date():
            raise BadInput("发生日期不能晚于今天，请核对后重新填写。", field="occurred_on")
        if day.year < 2000:
            raise BadInput("发生日期过早，请核对后重新填写。", field="occurred_on")
        values["occurred"] = f"{day.year}年{day.month}月{day.day}日 {values.get('occurred', '')}".strip()
    kind = values.pop("kind", None) or Kind.OTHER
    return Contact(channel=Channel.WEBSITE, kind=kind, **values)


def _form(*, divert: Any) -> ResponseReturnValue:
    today = city_time(now()).date().isoformat()
    return render_template("citizen/write.html", divert=divert, kinds=KINDS, today=today)


def _form_key() -> Any:
    """Return the form's key for just these words: sent twice it is one matter, changed and sent again another."""
    body = {name: value for name, value in request.form.items() if name not in OF_THE_PAGE}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    key = request.form.get("form_key")
    return request_key("form", f"{key}:{digest}" if key else None, body)
