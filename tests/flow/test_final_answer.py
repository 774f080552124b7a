"""Rework: shorter, then supervised: the responsible leader's final answer (最终答复) ends the matter and says so."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN
from hotline.domain.supervision import OrderKind
from hotline.domain.vocabulary import ClockKind, RemarkKind
from hotline.errors import BadInput, IllegalTransition
from hotline.flow import answering, clocks, handling, reviewing, supervision
from hotline.models import Answer
from hotline.parts import parts
from hotline.queries import citizen
from tests import factories
from tests.factories import a_ticket, officer_of, the
from tests.people import DAY, HOUR, LEAD, MINUTE, MONDAY, OPERATOR, SUPERVISOR


def reopen(ticket_id, *, at, note="市民不满意，理由成立"):
    with unit_of_work():
        reviewing.reopen(the(ticket_id), rules=parts().rules, by=OPERATOR, at=at, note=note)


def take(ticket_id, *steps, at):
    for count, step in enumerate(steps):
        with unit_of_work():
            step(the(ticket_id), at + count * MINUTE)


def reworked(times):
    """Return a ticket that was reworked so often and is in handling again."""
    ticket_id, at = a_ticket(State.APPROVED), MONDAY + DAY
    for turn in range(times):
        reopen(ticket_id, at=at)
        take(ticket_id, factories.dispatch, factories.sign, at=at + HOUR)
        if turn < times - 1:
            take(ticket_id, factories.answer, factories.approve, at=at + 2 * HOUR)
        at += DAY
    return ticket_id


def finally_answered():
    ticket_id = reworked(2)
    with unit_of_work():
        reply = answering.Reply(text="已设置护栏。", leader="张建国，分管副主任")
        answering.answer(the(ticket_id), reply, by=officer_of(the(ticket_id)), at=MONDAY + 4 * DAY)
    take(ticket_id, factories.approve, at=MONDAY + 4 * DAY + HOUR)
    return ticket_id


def test_a_rework_has_the_shorter_limit_of_its_rule():
    first = a_ticket(State.HANDLING)
    usual = clocks.find_running(the(first), ClockKind.HANDLE)
    again = clocks.find_running(the(reworked(1)), ClockKind.HANDLE)
    assert (again.rule_id, the(first).final_round) == ("rework", False)
    assert again.due_at - again.started_at < usual.due_at - usual.started_at
    assert "重办" in again.reason


def test_the_last_rework_asks_for_the_name_of_the_responsible_leader():
    assert not the(reworked(1)).final_round
    ticket_id = reworked(2)
    assert the(ticket_id).final_round
    for leader in ("", "  "):
        reply = answering.Reply(text="已设置护栏。", leader=leader)
        with pytest.raises(BadInput) as refusal, unit_of_work():
            answering.answer(the(ticket_id), reply, by=officer_of(the(ticket_id)), at=MONDAY + 4 * DAY)
        assert refusal.value.field == "leader"
    assert the(ticket_id).state is State.HANDLING


def test_the_last_rework_is_supervised_once_for_each_dispatch():
    ticket_id = reworked(1)
    assert supervision.list_open(the(ticket_id)) == []
    ticket_id = reworked(2)
    (order,) = supervision.list_open(the(ticket_id))
    assert (order.kind, order.department_id, order.rule) == (OrderKind.SUPERVISE, LEAD, "重办后仍不满意")
    assert clocks.find_running(the(ticket_id), ClockKind.HANDLE) is not None


def test_the_final_answer_ends_the_matter():
    ticket_id = finally_answered()
    ticket = the(ticket_id)
    assert (ticket.state, clocks.running(ticket), ticket.due_at) == (State.CLOSED, [], None)
    given = db.session.query(Answer).order_by(Answer.id.desc()).first()
    assert (given.leader, given.approved) == ("张建国，分管副主任", True)
    with pytest.raises(IllegalTransition, match="最终答复"):
        reopen(ticket_id, at=MONDAY + 5 * DAY)
    with pytest.raises(IllegalTransition, match="最终答复"), unit_of_work():
        handling.remark(the(ticket_id), "还要重办", kind=RemarkKind.REWORK_WISH, by=CITIZEN, at=MONDAY + 5 * DAY)


def test_the_citizen_reads_approval_and_closing_in_their_order_the_newest_first():
    ticket_id = finally_answered()
    titles = [event.title for event in citizen.view_of(the(ticket_id).messages[0]).timeline]
    assert titles[:2] == ["办结", "审核通过，答复您"]


def test_a_final_answer_may_be_sent_back_and_needs_the_name_again():
    ticket_id = reworked(2)
    with unit_of_work():
        reply = answering.Reply(text="已处理。", leader="张建国")
        answering.answer(the(ticket_id), reply, by=officer_of(the(ticket_id)), at=MONDAY + 4 * DAY)
    with unit_of_work():
        reviewing.reject(
            the(ticket_id), rules=parts().rules, by=SUPERVISOR, at=MONDAY + 4 * DAY + HOUR, note="没有写明时间"
        )
    reply = answering.Reply(text="已处理，每日巡查。")
    with pytest.raises(BadInput), unit_of_work():
        answering.answer(the(ticket_id), reply, by=officer_of(the(ticket_id)), at=MONDAY + 4 * DAY + 2 * HOUR)
