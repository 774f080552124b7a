"""The steps that an operator takes on a ticket's file: one form, one room, one unit of work each. Knows no rule."""

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import State
from hotline.errors import BadInput, HotlineError
from hotline.flow import classification, dispatching, handling, intake, reviewing
from hotline.flow.advance import record
from hotline.flow.casework import waiting
from hotline.flow.same_matter import merging, repeats
from hotline.parts import parts
from hotline.queries import calls, tickets
from hotline.schemas import staff_inputs as inputs
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.operator.counter import REVEALED, blueprint, show_file
from hotline.web.operator.outcomes import answer_on_the_spot, classified
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import department_from, done, form_version

LISTS = {"to-dispatch": "待派单"}


@blueprint.post("/tickets/<number>/dispatch")
@refill(show_file)
def dispatch(number: str) -> ResponseReturnValue:
    """派单: one lead, any helpers; the clocks start."""
    wish = parse_form(inputs.Dispatch)
    lead = department_from(wish.pop("lead"), field="lead")
    helpers = [department_from(each, field="helpers") for each in request.form.getlist("helpers")]
    with unit_of_work():
        ticket = classified(tickets.get_ticket_for(number, actor(), seen=form_version()))
        matter, rules = calls.find_matter(number, lead), parts().rules
        dispatching.dispatch(
            ticket, to=lead, helpers=helpers, matter_id=matter, rules=rules, by=actor(), at=now(), **wish
        )
    if request.form.get("from") in LISTS:
        return done(f"已派单：{number}。", ".worklist", list=request.form["from"])
    return done("已派单。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/classify")
@refill(show_file)
def classify(number: str) -> ResponseReturnValue:
    """Correct kind and urgency as the operator heard them."""
    wish = parse_form(inputs.Sorting)
    with unit_of_work():
        ticket = classified(tickets.get_ticket_for(number, actor(), seen=form_version()))
        classification.classify_by_hand(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已更新类别和紧急程度。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/ask")
@refill(show_file)
def ask(number: str) -> ResponseReturnValue:
    """待补充: ask the citizen for what is missing; during handling, its clock stands still meanwhile."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        ask_citizen = waiting.pause if ticket.state is State.HANDLING else waiting.ask_citizen
        ask_citizen(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已请市民补充情况。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/supply")
@refill(show_file)
def supply(number: str) -> ResponseReturnValue:
    """Add what the citizen told the operator later."""
    wish = parse_form(inputs.Remark)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor())
        intake.supply(ticket, wish["text"], rules=parts().rules, by=actor(), at=now())
    return done("已记录市民补充的情况。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/decline")
@refill(show_file)
def decline(number: str) -> ResponseReturnValue:
    """不予受理: with the proper path for the citizen."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        dispatching.decline(tickets.get_ticket_for(number, actor(), seen=form_version()), **wish, by=actor(), at=now())
    return done("已登记不予受理，并告知市民办理途径。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/settle")
@refill(show_file)
def settle(number: str) -> ResponseReturnValue:
    """当场答复: the operator answers; no department is needed."""
    wish = parse_form(inputs.OnTheSpot)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        dispatching.settle(ticket, answer_on_the_spot(ticket, wish), by=actor(), at=now())
    return done("已当场答复并办结。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/merge")
@refill(show_file)
def merge(number: str) -> ResponseReturnValue:
    """并单: this ticket's messages go under the one that leads."""
    wish = parse_form(inputs.Merge)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        try:
            into = tickets.get_ticket(wish["into"])
        except HotlineError as refusal:
            raise BadInput(refusal.message, field="into") from refusal
        merging.merge(ticket, into=into, by=actor(), at=now(), note=wish["note"])
    return done("已并单；每位市民仍保留自己的编号和查询码。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/split")
@refill(show_file)
def split(number: str) -> ResponseReturnValue:
    """取消并单: the messages come back, the ticket waits for dispatch."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        led_by = tickets.leading_of(ticket)
        merging.split(ticket, **wish, rules=parts().rules, by=actor(), at=now())
        repeats.keep_apart(ticket, led_by, by=actor(), at=now())
    return done("已取消并单，请重新派单。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/remark")
@refill(show_file)
def remark(number: str) -> ResponseReturnValue:
    """备注: a few words for colleagues; after a call back, what the citizen said."""
    wish = parse_form(inputs.Remark)
    with unit_of_work():
        handling.remark(tickets.get_ticket_for(number, actor()), wish["text"], kind=wish["kind"], by=actor(), at=now())
    return done("已记录。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/close")
@refill(show_file)
def close(number: str) -> ResponseReturnValue:
    """办结: after the follow-up call."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        reviewing.close(tickets.get_ticket_for(number, actor(), seen=form_version()), **wish, by=actor(), at=now())
    return done("已办结。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/reopen")
@refill(show_file)
def reopen(number: str) -> ResponseReturnValue:
    """重办: another round, back to dispatching."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        reviewing.reopen(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已重办，请重新派单。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/withdraw")
@refill(show_file)
def withdraw(number: str) -> ResponseReturnValue:
    """撤回: the citizen does not wish to go on."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        intake.withdraw(tickets.get_ticket_for(number, actor(), seen=form_version()), **wish, by=actor(), at=now())
    return done("已按市民意愿撤回。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/reveal")
@refill(show_file)
def reveal(number: str) -> ResponseReturnValue:
    """Open who the citizen is, once, for a reason that stays in the journal."""
    wish = parse_form(inputs.Reveal)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor())
        record(ticket, "reveal", by=actor(), at=now(), note=wish["note"])
        session[REVEALED] = ticket.number
    return done("本次查看已记入工单经过。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/open-earlier")
def open_earlier(number: str) -> ResponseReturnValue:
    """Open an earlier matter of the person who is calling, and write down that it was opened."""
    with unit_of_work():
        record(
            tickets.get_ticket_for(number, actor()), "opened", by=actor(), at=now(), note="来电时查看来电人以前的诉求"
        )
    return redirect(url_for(".show_file", number=number), 303)
