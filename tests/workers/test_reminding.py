"""The clock's reminders: each step once, never early, caught up after an outage, told in one letter a department."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from hotline.db import db, unit_of_work
from hotline.domain.city import CITY_ZONE
from hotline.domain.lifecycle import State, Tell
from hotline.domain.supervision import OrderKind, OrderStage
from hotline.domain.vocabulary import ClockKind, Kind, Urgency
from hotline.flow import answering, classification, reminding, supervision
from hotline.flow.same_matter import merging
from hotline.models import Deadline, OutboxMessage, Reminder, SupervisionOrder
from hotline.parts import parts
from tests.factories import a_ticket, an_answer, dispatch, the
from tests.flow.laws import flaws
from tests.people import DAY, HELPER, HOUR, LEAD, MINUTE, MONDAY, OFFICER, OPERATOR, SUPERVISOR
from workers.reminding import make_round

pytestmark = pytest.mark.usefixtures("inside")
# A complaint dispatched on Monday 2 March 2026: signed or returned by Tuesday 18:00, answered by Monday 23 March 18:00.
LADDER = ["handle-yellow", "handle-due", "handle-urge", "handle-supervise", "handle-circulate"]
NEVER = MONDAY + 400 * DAY


def at_city(text):
    """Read a moment on the city's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE).astimezone(UTC)


def steps(ticket_id=None):
    db.session.rollback()
    query = select(Reminder).order_by(Reminder.planned_at, Reminder.id)
    rows = db.session.scalars(query if ticket_id is None else query.filter_by(ticket_id=ticket_id))
    return [each.step for each in rows]


def reminder(step):
    db.session.rollback()
    return db.session.scalars(select(Reminder).filter_by(step=step)).one()


def letters():
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).filter_by(tell=Tell.REMIND).order_by(OutboxMessage.id)))


def test_every_step_comes_at_its_moment_and_not_a_second_before():
    a_ticket(State.HANDLING)
    for step, moment in (
        ("handle-yellow", "2026-03-20 09:00"),
        ("handle-due", "2026-03-23 18:00"),
        ("handle-urge", "2026-03-24 09:00"),
        ("handle-supervise", "2026-03-26 09:00"),
        ("handle-circulate", "2026-03-31 09:00"),
    ):
        make_round(at_city(moment) - timedelta(seconds=1))
        assert step not in steps()
        make_round(at_city(moment))
        found = reminder(step)
        assert (found.planned_at, found.made_at, found.late) == (at_city(moment), at_city(moment), False)
        assert found.department_id == LEAD


def test_a_round_again_makes_nothing_again():
    a_ticket(State.DISPATCHED)
    make_round(NEVER)
    first = steps()
    assert make_round(NEVER).reminders == 0
    assert make_round(NEVER).letters == 0
    assert steps() == first
    assert len(set(first)) == len(first)


def test_after_an_outage_everything_is_caught_up_with_a_note_that_it_is_late():
    ticket_id = a_ticket(State.HANDLING)
    outage_ends = at_city("2026-03-25 10:00")
    make_round(outage_ends)
    handling = [each for each in steps(ticket_id) if each.startswith("handle")]
    assert handling == ["handle-yellow", "handle-due", "handle-urge"]
    assert reminder("handle-yellow").late
    assert reminder("handle-yellow").planned_at == at_city("2026-03-20 09:00")
    assert reminder("handle-yellow").made_at == outage_ends


def test_what_ended_is_not_reminded_of():
    ticket_id = a_ticket(State.HANDLING)
    with unit_of_work():
        answering.answer(the(ticket_id), an_answer(), by=OFFICER, at=MONDAY + HOUR)
    make_round(NEVER)
    assert "handle-due" not in steps()


def test_an_urgent_ticket_is_reminded_half_an_hour_before_and_never_a_day_before_it_began():
    ticket_id = a_ticket(at=MONDAY, urgency=Urgency.CRITICAL)
    with unit_of_work():
        classification.classify_by_hand(
            the(ticket_id), kind=Kind.COMPLAINT, urgency=Urgency.CRITICAL, rules=parts().rules, by=OPERATOR, at=MONDAY
        )
    with unit_of_work():
        dispatch(the(ticket_id), MONDAY)
    make_round(MONDAY + 2 * HOUR - 31 * MINUTE)
    assert "handle-half-hour" not in steps()
    make_round(MONDAY + 2 * HOUR - 30 * MINUTE)
    assert "handle-half-hour" in steps()
    assert "handle-yellow" not in steps()


def test_the_ladder_issues_orders_one_after_another_and_each_once():
    ticket_id = a_ticket(State.HANDLING)
    for day in ("2026-03-24 09:00", "2026-03-24 12:00", "2026-03-26 09:00", "2026-03-31 09:00", "2026-03-31 10:00"):
        make_round(at_city(day))
    orders = db.session.scalars(select(SupervisionOrder).order_by(SupervisionOrder.serial)).all()
    assert [each.kind for each in orders] == list(OrderKind)
    assert {each.department_id for each in orders} == {LEAD}
    assert the(ticket_id).state is State.HANDLING
    assert flaws() == []


def test_after_a_long_outage_only_the_highest_rung_is_climbed_and_the_others_are_written_down():
    ticket_id = a_ticket(State.HANDLING)
    make_round(at_city("2026-04-03 10:00"))
    (order,) = db.session.scalars(select(SupervisionOrder)).all()
    assert order.kind is OrderKind.CIRCULATE
    assert [each for each in steps(ticket_id) if each.startswith("handle")] == LADDER
    for step, word in (("handle-urge", "催办"), ("handle-supervise", "督办")):
        passed = reminder(step)
        assert (passed.skipped, passed.because) == (True, f"已到“超期5个工作日以上，通报”，不再发{word}单")
    assert not reminder("handle-circulate").skipped
    (letter,) = [each for each in letters() if each.facts["department"] == LEAD]
    passed_over = {reminder("handle-urge").id, reminder("handle-supervise").id}
    assert passed_over.isdisjoint(letter.facts["reminders"])
    make_round(at_city("2026-04-03 11:00"))
    assert len(steps(ticket_id)) == len(set(steps(ticket_id)))
    assert flaws() == []


def test_what_came_late_says_why():
    away = a_ticket(State.HANDLING)
    still = a_ticket(State.HANDLING, text="另一件事：路灯不亮。")
    with unit_of_work():
        merging.merge(the(still), into=the(away), by=OPERATOR, at=at_city("2026-03-19 10:00"), note="同一事项")
    make_round(at_city("2026-03-20 09:00"))
    with unit_of_work():
        merging.split(the(still), rules=parts().rules, by=OPERATOR, at=at_city("2026-03-20 16:00"), note="不是同一事项")
    make_round(at_city("2026-03-20 16:00"))
    make_round(at_city("2026-03-24 08:00"))
    because = {(each.ticket_id, each.step): each.because for each in db.session.scalars(select(Reminder))}
    assert because[still, "handle-yellow"] == reminding.STOOD_STILL
    assert because[away, "handle-yellow"] == ""
    assert because[away, "handle-due"] == because[still, "handle-due"] == reminding.OUTAGE


def test_a_rung_that_is_owed_already_is_said_but_not_ordered_again():
    ticket_id = a_ticket(State.HANDLING)
    with unit_of_work():
        wish = supervision.OrderWish(kind=OrderKind.URGE, text="请尽快答复")
        supervision.issue(the(ticket_id), wish, rules=parts().rules, by=SUPERVISOR, at=MONDAY + HOUR)
    make_round(at_city("2026-03-24 09:00"))
    assert "handle-urge" in steps()
    urged = db.session.scalars(select(SupervisionOrder).filter_by(kind=OrderKind.URGE)).all()
    assert len(urged) == 1


def test_an_order_that_is_not_answered_in_time_is_circulated():
    ticket_id = a_ticket(State.HANDLING)
    with unit_of_work():
        wish = supervision.OrderWish(kind=OrderKind.SUPERVISE, text="请包案", department_id=HELPER)
        supervision.issue(the(ticket_id), wish, rules=parts().rules, by=SUPERVISOR, at=MONDAY + HOUR)
    make_round(at_city("2026-03-10 09:00"))
    assert reminder("supervise-due").department_id == HELPER
    found = db.session.scalars(select(SupervisionOrder).filter_by(kind=OrderKind.CIRCULATE)).one()
    assert (found.department_id, found.stage) == (HELPER, OrderStage.OPEN)


def test_many_reminders_to_one_department_are_one_letter():
    for _ in range(12):
        a_ticket(State.HANDLING)
    make_round(at_city("2026-03-20 09:00"))
    (letter,) = [each for each in letters() if each.facts["department"] == LEAD]
    assert len(letter.facts["reminders"]) == 12
    assert letter.ticket_id is None


def test_what_the_hotline_owes_itself_goes_into_no_letter():
    a_ticket(State.APPROVED)
    make_round(MONDAY + 60 * DAY)
    assert "follow-up-due" in steps()
    assert reminder("follow-up-due").department_id is None
    assert all(each.facts["department"] for each in letters())


def test_a_clock_that_died_between_reminding_and_telling_leaves_the_letter_to_the_next_round():
    a_ticket(State.HANDLING)
    at = at_city("2026-03-20 09:00")
    with unit_of_work():
        reminding.look(rules=parts().rules, at=at)
    assert letters() == []
    assert make_round(at + MINUTE).letters >= 1
    assert len([each for each in letters() if each.facts["department"] == LEAD]) == 1


def test_a_look_reads_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(reminding, "AT_ONCE", 3)
    for _ in range(8):
        a_ticket(State.HANDLING)
    make_round(at_city("2026-03-20 09:00"))
    assert steps().count("handle-yellow") == 8


def test_nothing_is_left_to_look_at_when_every_step_was_said():
    a_ticket(State.HANDLING)
    make_round(NEVER)
    make_round(NEVER + 400 * DAY)
    make_round(NEVER + 800 * DAY)
    open_looks = select(func.count()).where(Deadline.ended_at.is_(None), Deadline.look_at.is_not(None))
    assert db.session.scalar(open_looks) == 0
    assert db.session.scalar(select(func.count()).where(Deadline.clock == ClockKind.HANDLE)) == 1
