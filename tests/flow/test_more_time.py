"""A helper's own date: asked of the lead before it is due, granted with a reason, never past the lead's."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State, Tell
from hotline.domain.vocabulary import ClockKind, PartInTicket
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks
from hotline.flow.casework import assignments, joint, more_time
from hotline.models import OutboxMessage
from hotline.parts import parts
from tests.factories import a_ticket, the
from tests.flow.laws import flaws
from tests.people import DAY, HELPER, HOUR, LEAD, MONDAY, OFFICER, OPERATOR, OTHER_OFFICER, SUPERVISOR

SOON = MONDAY + HOUR
HELPING = replace(OFFICER, name="交警承办人", department_id=HELPER)


def ask(ticket_id, *, days=2, note="现场勘查需两天", by=HELPING, at=SOON):
    with unit_of_work():
        more_time.ask(the(ticket_id), days=days, note=note, by=by, at=at)


def decide(ticket_id, *, granted=True, note="同意", by=OFFICER, at=SOON):
    with unit_of_work():
        more_time.decide(the(ticket_id), HELPER, granted=granted, note=note, rules=parts().rules, by=by, at=at)


def helpers_clock(ticket_id):
    return clocks.find_running(the(ticket_id), ClockKind.HELP)


def part(ticket_id):
    return next(each for each in assignments.current_assignments(the(ticket_id)) if each.part is PartInTicket.HELPER)


def test_the_lead_grants_and_the_helpers_date_moves_alone():
    ticket_id = a_ticket(State.HANDLING)
    before, promised = helpers_clock(ticket_id), the(ticket_id).promised_at
    ask(ticket_id)
    assert helpers_clock(ticket_id).due_at == before.due_at
    decide(ticket_id)
    after = helpers_clock(ticket_id)
    calendar = parts().rules.calendar
    assert after.due_at == parts().rules.limits.add_working_days(before.due_at, 2, calendar)
    assert after.reason.startswith(before.reason.rstrip("。"))
    assert "主办单位同意延期2个工作日" in after.reason
    assert (the(ticket_id).promised_at, part(ticket_id).asked_days) == (promised, None)
    assert flaws() == []


def test_the_lead_is_told_of_the_wish_and_the_helper_of_the_decision():
    ticket_id = a_ticket(State.HANDLING)
    told = [(row.facts["action"], row.facts.get("only")) for row in rows_about(ticket_id)]
    ask(ticket_id)
    decide(ticket_id, granted=False, note="请按期提交")
    after = [(row.facts["action"], row.facts.get("only")) for row in rows_about(ticket_id)]
    assert after[len(told) :] == [("more_time", LEAD), ("more_time_decided", HELPER)]


def rows_about(ticket_id):
    query = select(OutboxMessage).filter_by(ticket_id=ticket_id, tell=Tell.TELL_DEPARTMENT).order_by(OutboxMessage.id)
    return db.session.scalars(query).all()


def test_a_granted_date_never_lies_after_the_leads_and_then_no_more_is_asked_for():
    ticket_id = a_ticket(State.HANDLING)
    ask(ticket_id, days=30)
    decide(ticket_id)
    assert helpers_clock(ticket_id).due_at == clocks.find_running(the(ticket_id), ClockKind.HANDLE).due_at
    with pytest.raises(IllegalTransition, match="请由主办单位申请延期"):
        ask(ticket_id)


def test_a_refusal_needs_a_reason_and_changes_no_date():
    ticket_id = a_ticket(State.HANDLING)
    before = helpers_clock(ticket_id).due_at
    ask(ticket_id)
    with pytest.raises(BadInput):
        decide(ticket_id, granted=False, note=" ")
    decide(ticket_id, granted=False, note="请按期提交")
    assert helpers_clock(ticket_id).due_at == before
    assert the(ticket_id).journal[-1].what == "part.more_time.refused"
    with pytest.raises(IllegalTransition, match="已经处理"):
        decide(ticket_id)


@pytest.mark.parametrize("by", [OFFICER, OTHER_OFFICER, OPERATOR, SUPERVISOR])
def test_only_the_helper_asks(by):
    with pytest.raises(NotAllowed):
        ask(a_ticket(State.HANDLING), by=by)


@pytest.mark.parametrize("by", [HELPING, OTHER_OFFICER, OPERATOR, SUPERVISOR])
def test_only_the_lead_decides(by):
    ticket_id = a_ticket(State.HANDLING)
    ask(ticket_id)
    with pytest.raises(NotAllowed):
        decide(ticket_id, by=by)


@pytest.mark.parametrize(("wrong", "field"), [({"days": 0}, "days"), ({"days": 31}, "days"), ({"note": " "}, "note")])
def test_what_is_missing_is_named(wrong, field):
    with pytest.raises(BadInput) as refusal:
        ask(a_ticket(State.HANDLING), **wrong)
    assert refusal.value.field == field


def test_too_late_twice_or_after_the_part_was_handed_in_is_refused():
    late, twice, handed_in = (a_ticket(State.HANDLING) for _ in range(3))
    with pytest.raises(IllegalTransition, match="时限已过"):
        ask(late, at=helpers_clock(late).due_at + DAY)
    ask(twice)
    with pytest.raises(IllegalTransition, match="还在等待"):
        ask(twice)
    ask(handed_in)
    with unit_of_work():
        joint.hand_in(the(handed_in), "已安排值守。", by=HELPING, at=SOON)
    with pytest.raises(IllegalTransition, match="已提交意见"):
        decide(handed_in)
