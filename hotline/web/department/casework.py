"""A department's part in waits and joint handling: ask the citizen, ask for a helper, hand in a part. No rule."""

from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.flow.casework import joint, petitions, waiting
from hotline.flow.casework import more_time as room
from hotline.parts import parts
from hotline.queries import tickets
from hotline.schemas import casework_inputs, staff_inputs
from hotline.web.department.counter import blueprint, show_file
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import department_from, done, form_version


@blueprint.post("/tickets/<number>/pause")
@refill(show_file)
def pause(number: str) -> ResponseReturnValue:
    """待补充: ask the citizen; the handling clock stands still until the answer or the cap."""
    wish = parse_form(staff_inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        waiting.pause(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已请市民补充，办理时限暂停计算。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/resume")
@refill(show_file)
def resume(number: str) -> ResponseReturnValue:
    """恢复办理: go on without the citizen's answer."""
    wish = parse_form(staff_inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        waiting.resume(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已恢复办理，剩余时限继续计算。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/ask-helper")
@refill(show_file)
def ask_helper(number: str) -> ResponseReturnValue:
    """申请协办: another department is needed, and for what."""
    wish = parse_form(casework_inputs.HelperWish)
    helper = department_from(wish["helper"], field="helper")
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        petition = petitions.ask_for_helper(
            ticket, helper, task=wish["task"], rules=parts().rules, by=actor(), at=now()
        )
        joined = petition.granted
    return done("已增加协办单位。" if joined else "已提交协办申请，等待审核。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/hand-in")
@refill(show_file)
def hand_in(number: str) -> ResponseReturnValue:
    """提交协办意见: the helper's part, for the lead who answers for all."""
    wish = parse_form(casework_inputs.PartGiven)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        joint.hand_in(ticket, wish["text"], by=actor(), at=now())
    return done("协办意见已提交给主办单位。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/more-time")
@refill(show_file)
def more_time(number: str) -> ResponseReturnValue:
    """申请协办延期: the helper asks the lead for a later date of its own."""
    wish = parse_form(staff_inputs.Extension)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        room.ask(ticket, **wish, by=actor(), at=now())
    return done("已提交协办延期申请，等待主办单位答复。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/decide-time")
@refill(show_file)
def decide_time(number: str) -> ResponseReturnValue:
    """答复协办延期: the lead grants or refuses."""
    wish = parse_form(casework_inputs.TimeDecision)
    granted = wish["decision"] is staff_inputs.Verdict.GRANT
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        answer = {"granted": granted, "note": wish["note"], "rules": parts().rules}
        room.decide(ticket, wish["helper"], **answer, by=actor(), at=now())
    return done("已同意协办延期。" if granted else "未同意协办延期。", ".show_file", number=number)
