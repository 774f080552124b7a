"""Supervision beside the rooms: orders are issued, answered with a leader's name, sent back, closed; or they lapse."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State, Tell
from hotline.domain.people import SYSTEM
from hotline.domain.supervision import OrderKind, OrderStage
from hotline.domain.vocabulary import ClockKind
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import answering, intake, reviewing, supervision
from hotline.flow.casework import petitions
from hotline.flow.supervision import OrderReply, OrderWish
from hotline.models import Deadline, OutboxMessage, SupervisionOrder
from hotline.parts import parts
from tests.factories import a_return_wish, a_ticket, an_answer, open_petition, the
from tests.flow.laws import flaws
from tests.people import CITIZEN, DAY, HELPER, HOUR, LEAD, MONDAY, OFFICER, OPERATOR, OTHER, OTHER_OFFICER, SUPERVISOR

SOON, LATER = MONDAY + HOUR, MONDAY + DAY
REPLY = OrderReply(text="已约谈施工单位，三日内整改到位。", leader="王建国（副局长）")


def issue(ticket_id, kind=OrderKind.SUPERVISE, *, by=SUPERVISOR, at=SOON, **wish):
    usual = {"text": "市民第二次反映仍未解决，请局领导包案。"}
    with unit_of_work():
        supervision.issue(the(ticket_id), OrderWish(kind=kind, **(usual | wish)), rules=parts().rules, by=by, at=at)


def the_order(ticket_id):
    db.session.rollback()
    db.session.expire_all()
    return (
        db.session.query(SupervisionOrder).filter_by(ticket_id=ticket_id).order_by(SupervisionOrder.id.desc()).first()
    )


def answer(ticket_id, reply=REPLY, *, by=OFFICER, at=LATER):
    with unit_of_work():
        supervision.answer(the_order(ticket_id), reply, rules=parts().rules, by=by, at=at)


def send_back(ticket_id, note="没有说明完成时间", *, by=SUPERVISOR, at=LATER + HOUR):
    with unit_of_work():
        supervision.send_back(the_order(ticket_id), rules=parts().rules, by=by, at=at, note=note)


def close(ticket_id, note="", *, by=SUPERVISOR, at=LATER + HOUR):
    with unit_of_work():
        supervision.close(the_order(ticket_id), rules=parts().rules, by=by, at=at, note=note)


def story(ticket_id):
    return [entry.what for entry in the(ticket_id).journal]


def test_an_order_goes_to_the_lead_with_a_date_of_its_own_and_moves_no_ticket():
    ticket_id = a_ticket(State.HANDLING)
    due = the(ticket_id).due_at
    issue(ticket_id)
    order, ticket = the_order(ticket_id), the(ticket_id)
    assert (order.department_id, order.stage, order.serial) == (LEAD, OrderStage.OPEN, 1)
    assert order.deadline.clock is ClockKind.SUPERVISE
    assert "3个工作日" in order.deadline.reason
    assert (ticket.state, ticket.due_at) == (State.HANDLING, due)
    assert story(ticket_id)[-1] == "order.supervise"


def test_the_department_is_told_through_the_outbox():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id)
    row = db.session.query(OutboxMessage).filter_by(tell=Tell.SEND_ORDER).one()
    assert row.facts == {"order": 1, "kind": "supervise", "department": LEAD, "what": "issued"}


def test_an_order_may_go_to_a_helper_but_to_nobody_without_a_part():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id, department_id=HELPER)
    assert the_order(ticket_id).department_id == HELPER
    with pytest.raises(BadInput, match="主办或协办"):
        issue(ticket_id, department_id=OTHER)


@pytest.mark.parametrize("by", [OPERATOR, OFFICER, CITIZEN])
def test_only_a_supervisor_or_a_rule_issues_orders(by):
    ticket_id = a_ticket(State.HANDLING)
    with pytest.raises(NotAllowed):
        issue(ticket_id, by=by)
    issue(ticket_id, by=SYSTEM, rule="overdue", once="overdue-1")
    assert the_order(ticket_id).rule == "overdue"


def test_a_rule_never_issues_the_same_order_twice():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id, by=SYSTEM, rule="overdue", once="overdue-1")
    close(ticket_id, note="已电话核实")
    with pytest.raises(Exception, match=r"(?i)unique"):
        issue(ticket_id, by=SYSTEM, rule="overdue", once="overdue-1")


def test_the_same_rung_is_not_issued_again_while_it_is_owed_but_the_next_one_is():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id, OrderKind.URGE)
    with pytest.raises(BadInput, match="还没有办结"):
        issue(ticket_id, OrderKind.URGE)
    issue(ticket_id, OrderKind.SUPERVISE)
    assert [each.serial for each in supervision.list_open(the(ticket_id))] == [1, 2]


@pytest.mark.parametrize("state", [State.RECEIVED, State.CLASSIFIED, State.VOIDED, State.DECLINED, State.MERGED])
def test_where_no_department_holds_the_ticket_there_is_nobody_to_order(state):
    ticket_id = a_ticket(state)
    with pytest.raises(IllegalTransition):
        issue(ticket_id)


def test_an_order_without_a_text_is_refused():
    ticket_id = a_ticket(State.HANDLING)
    with pytest.raises(BadInput, match="督办事项"):
        issue(ticket_id, text="  ")


def test_the_answer_names_the_responsible_leader_and_stops_the_clock():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id)
    with pytest.raises(BadInput, match="责任领导"):
        answer(ticket_id, OrderReply(text="已整改。", leader=" "))
    answer(ticket_id)
    order = the_order(ticket_id)
    assert (order.stage, order.deadline.ended_at) == (OrderStage.ANSWERED, LATER)
    assert order.answers[0].leader == "王建国（副局长）"
    assert the(ticket_id).journal[-1].facts == {"order": 1, "leader": "王建国（副局长）"}


def test_an_urging_is_answered_without_a_leader():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id, OrderKind.URGE)
    answer(ticket_id, OrderReply(text="正在办理，周五前答复。"))
    assert the_order(ticket_id).stage is OrderStage.ANSWERED


@pytest.mark.parametrize("by", [OTHER_OFFICER, OPERATOR, SUPERVISOR])
def test_nobody_else_answers_for_the_department(by):
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id)
    with pytest.raises(NotAllowed):
        answer(ticket_id, by=by)


def test_an_order_is_answered_once():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id)
    answer(ticket_id)
    with pytest.raises(IllegalTransition, match="不需要再答复"):
        answer(ticket_id)


def test_an_answer_sent_back_stays_as_history_and_a_new_clock_runs():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id)
    answer(ticket_id)
    with pytest.raises(BadInput, match="退回的理由"):
        send_back(ticket_id, note=" ")
    send_back(ticket_id)
    order = the_order(ticket_id)
    assert (order.stage, order.deadline.ended_at) == (OrderStage.OPEN, None)
    assert [each.accepted for each in order.answers] == [False]
    answer(ticket_id, at=LATER + 2 * HOUR)
    close(ticket_id, at=LATER + 3 * HOUR)
    assert [each.accepted for each in the_order(ticket_id).answers] == [False, True]
    assert db.session.query(Deadline).filter_by(ticket_id=ticket_id, clock=ClockKind.SUPERVISE).count() == 2


def test_closing_without_an_answer_needs_a_reason():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id)
    with pytest.raises(BadInput, match="写明理由"):
        close(ticket_id)
    close(ticket_id, note="市民来电说已解决")
    order = the_order(ticket_id)
    assert (order.stage, order.ended_by, order.end_note) == (OrderStage.CLOSED, SUPERVISOR.name, "市民来电说已解决")
    with pytest.raises(IllegalTransition, match="已办结"):
        close(ticket_id, note="再次办结")


@pytest.mark.parametrize("step", [send_back, close])
def test_only_a_supervisor_reviews(step):
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id)
    answer(ticket_id)
    for by in (OFFICER, OPERATOR, SYSTEM):
        with pytest.raises(NotAllowed):
            step(ticket_id, note="好", by=by)


def test_an_order_outlives_the_steps_of_its_ticket():
    ticket_id = a_ticket(State.HANDLING)
    issue(ticket_id)
    with unit_of_work():
        answering.answer(the(ticket_id), an_answer(), by=OFFICER, at=LATER)
    with unit_of_work():
        reviewing.approve(the(ticket_id), rules=parts().rules, by=SUPERVISOR, at=LATER)
    order = the_order(ticket_id)
    assert (order.stage, order.deadline.ended_at) == (OrderStage.OPEN, None)
    assert flaws() == []


def test_orders_lapse_when_the_ticket_goes_back_or_is_withdrawn():
    returned, withdrawn = a_ticket(State.DISPATCHED), a_ticket(State.HANDLING)
    for each in (returned, withdrawn):
        issue(each)
    with unit_of_work():
        petitions.ask_to_send_back(the(returned), a_return_wish(), by=OFFICER, at=SOON)
    with unit_of_work():
        petitions.grant(open_petition(the(returned)), rules=parts().rules, by=OPERATOR, at=SOON, note="属实")
    with unit_of_work():
        intake.withdraw(the(withdrawn), by=CITIZEN, at=SOON)
    for each in (returned, withdrawn):
        order = the_order(each)
        assert (order.stage, order.deadline.ended_at) == (OrderStage.LAPSED, SOON)
        assert "order.lapse" in story(each)
    assert flaws() == []
