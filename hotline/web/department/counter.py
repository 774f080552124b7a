"""A department's counter: what is due first, and one ticket's file. Other departments' tickets do not exist here."""

from typing import Any

from flask import Blueprint, flash, g, render_template, request
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.city import city_time
from hotline.domain.lifecycle import State
from hotline.domain.limits import Lamp
from hotline.domain.people import Actor
from hotline.domain.vocabulary import ClockKind, PartInTicket, RemarkKind, Resolution, ReturnReason
from hotline.flow import answering, handling
from hotline.flow.casework import petitions, waiting
from hotline.parts import parts
from hotline.queries import knowledge, tickets, worklists
from hotline.queries.worklists import Filters, Taken
from hotline.schemas import staff_inputs as inputs
from hotline.web.attachments import uploaded
from hotline.web.errors import refusal_of
from hotline.web.furniture.listing import chosen, lamp_edges, lamp_of, paging
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.ticket_file import taking
from hotline.web.ticket_file.files import department_from, done, file_page, form_version

blueprint = Blueprint("department", __name__, url_prefix="/department")

FILTERS = ("state", "lamp", "part", "taken")
LISTED_STATES = (
    State.DISPATCHED,
    State.HANDLING,
    State.PAUSED,
    State.ANSWERED,
    State.APPROVED,
    State.CLOSED,
    State.PUBLISHED,
)
MOST_AT_ONCE = 50


@blueprint.get("")
def worklist() -> ResponseReturnValue:
    """Show what lies with this department, the first due first; every filter stands in the address."""
    mine = _department(actor())
    filters = Filters(
        state=chosen("state", LISTED_STATES),
        lamp=chosen("lamp", Lamp),
        part=chosen("part", PartInTicket),
        taken=chosen("taken", Taken),
        officer=actor().staff_id,
    )
    edges = lamp_edges()
    return render_template(
        "department/list.html",
        page=worklists.page_for_department(mine, filters, edges=edges, paging=paging()),
        counts=worklists.count_for_department(mine, edges),
        filters=filters,
        states=LISTED_STATES,
        lamps=(Lamp.RED, Lamp.YELLOW, Lamp.GREEN),
        takings=tuple(Taken),
        asked={name: value for name, value in request.args.items() if name in FILTERS and value},
        lamp_of=lamp_of,
    )


@blueprint.post("/take-next")
@refill(worklist)
def take_next() -> ResponseReturnValue:
    """领取下一件: the first due that no colleague works on."""
    return taking.take_next(of_list="待办工单")


@blueprint.get("/tickets/<number>")
def show_file(number: str) -> ResponseReturnValue:
    """Show what the citizen said and what is to be done; who they are only to its lead."""
    page = file_page(number)
    leads = page["ticket"].lead_department_id == _department(actor())
    return render_template(
        "department/file.html",
        **page,
        leads=leads,
        taken_by=next((each.taken_by for each in page["parts"] if each.department_id == _department(actor())), None),
        may_send_back=_still_runs(page, ClockKind.RETURN),
        my_part=next((each for each in page["helping"] if each.department_id == _department(actor())), None),
        may_extend=_still_runs(page, ClockKind.HANDLE),
        **_caps(page),
        shows_contact=leads and not page["ticket"].confidential,
        reason_options=tuple((reason.value, reason.label) for reason in ReturnReason),
        advice=g.get("advice", ()),
        beginnings=_beginnings(page) if leads else (),
        answer_templates=parts().answer_templates.in_force(now()).templates,
        resolution_options=tuple((each.value, each.label) for each in Resolution),
    )


@blueprint.post("/tickets/<number>/put-back")
@refill(show_file)
def put_back(number: str) -> ResponseReturnValue:
    """放回: a colleague can take it."""
    return taking.put_back(number, of_list="待办工单")


@blueprint.post("/tickets/<number>/sign")
@refill(show_file)
def sign(number: str) -> ResponseReturnValue:
    """签收: the department takes the ticket."""
    with unit_of_work():
        handling.sign(tickets.get_ticket_for(number, actor(), seen=form_version()), by=actor(), at=now())
    return done("已签收，请在期限内办理并答复。", ".show_file", number=number)


@blueprint.post("/sign")
def sign_many() -> ResponseReturnValue:
    """签收 several at once; each is its own step, so one that moved on meanwhile holds up none of the others."""
    signed, left = 0, []
    for each in dict.fromkeys(request.form.getlist("ticket")[:MOST_AT_ONCE]):
        number, _, seen = each.partition(":")
        try:
            with unit_of_work():
                version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
                handling.sign(tickets.get_ticket_for(number, actor(), seen=version), by=actor(), at=now())
            signed += 1
        except Exception as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            left.append(f"{number}（{refusal.message}）")
    if left:
        flash(f"有 {len(left)} 件没有签收：{'；'.join(left)}", "warn")
    asked = {name: request.form[name] for name in FILTERS if request.form.get(name)}
    return done(f"已签收 {signed} 件。" if signed else "没有签收任何工单，请先勾选。", ".worklist", **asked)


@blueprint.post("/tickets/<number>/answer")
@refill(show_file)
def answer(number: str) -> ResponseReturnValue:
    """答复: point by point, with its basis, and whether it solved or explained."""
    reply = answering.Reply(**parse_form(inputs.Answer), enclosures=uploaded())
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        answering.answer(ticket, reply, by=actor(), at=now())
    return done("答复已提交，等待审核。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/send-back")
@refill(show_file)
def send_back(number: str) -> ResponseReturnValue:
    """申请退单: this ticket is not ours, and here is the rule that says so."""
    wish = parse_form(inputs.SendBack)
    suggested = department_from(wish["suggested"], field="suggested") if wish["suggested"] else None
    reasons = petitions.ReturnWish(
        reason=wish["reason"], text=wish["text"], basis=wish["basis"], suggested_department_id=suggested
    )
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        petitions.ask_to_send_back(ticket, reasons, by=actor(), at=now())
    return done("已提交退单申请；审核期间办理时限继续计算。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/extend")
@refill(show_file)
def extend(number: str) -> ResponseReturnValue:
    """申请延期: before it is due, with the days and the reason."""
    wish = parse_form(inputs.Extension)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        petitions.ask_to_extend(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已提交延期申请，等待督办员审核。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/remark")
@refill(show_file)
def remark(number: str) -> ResponseReturnValue:
    """备注: how it goes on; lead and helpers alike."""
    wish = parse_form(inputs.Remark)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor())
        handling.remark(ticket, wish["text"], kind=RemarkKind.NOTE, by=actor(), at=now())
    return done("已记录。", ".show_file", number=number)


def _beginnings(page: dict[str, Any]) -> tuple[Any, ...]:
    """Return the department's own articles that fit what was asked: answers to begin with."""
    asked = "\n".join(f"{each.message.title}\n{each.message.text}" for each in page["messages"])
    return knowledge.list_fitting(asked, city_time(now()).date(), department=_department(actor()))


def _still_runs(page: dict[str, Any], clock: ClockKind) -> bool:
    """Tell whether this clock runs and is not over; what is offered here is decided by the room."""
    return any(each.clock is clock and each.due_at >= now() for each in page["running"])


def _caps(page: dict[str, Any]) -> dict[str, Any]:
    """Return how often and how long this round may still be extended, and how often the citizen may still be asked."""
    ticket, rules = page["ticket"], parts().rules
    handling = next((each for each in page["running"] if each.clock is ClockKind.HANDLE), None)
    rule = petitions.extension_rule(ticket, handling, rules=rules) if handling else None
    return {
        "extensions_left": rule.max_extensions - petitions.count_extensions(ticket) if rule else 0,
        "most_days": rule.max_extension_days if rule else 0,
        "pauses_left": page["casework"].most_waits - waiting.times_paused(ticket),
    }


def _department(person: Actor) -> str:
    return person.department_id or ""
