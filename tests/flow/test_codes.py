"""Beside intake: a lost query code is given out anew only to who knows what was left with the message."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.errors import BadInput, IllegalTransition
from hotline.flow.doors import codes
from hotline.flow.doors.codes import Claims
from hotline.models import Message
from tests.factories import NAME, PHONE, a_ticket, the
from tests.people import DAY, HOUR, MONDAY, OPERATOR

SOON = MONDAY + HOUR


def renew(ticket_id, at=SOON, **said):
    with unit_of_work():
        return codes.renew(the(ticket_id), Claims(**said), by=OPERATOR, at=at)


def code_of(ticket_id) -> str:
    return the(ticket_id).messages[0].query_code


@pytest.mark.parametrize(
    "said",
    [
        {"name": NAME, "phone": PHONE},
        {"phone": f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", "place": "建设路与和平街"},
        {"name": f" {NAME} ", "words": "流动摊贩占道"},
    ],
)
def test_two_things_that_fit_give_a_new_code_and_the_journal_names_kinds_not_values(said):
    ticket_id = a_ticket(State.HANDLING)
    old = code_of(ticket_id)
    message = renew(ticket_id, **said)
    assert message.query_code == code_of(ticket_id) != old
    entry = the(ticket_id).journal[-1]
    assert (entry.what, sorted(entry.facts["fitting"])) == ("code_renewed", sorted(said))
    assert not any(value in str(entry.facts) for value in said.values())


@pytest.mark.parametrize(
    "said",
    [
        {"name": NAME, "place": "建设"},  # too few letters to say anything
        {"name": "李四", "phone": PHONE},
        {"name": NAME, "phone": "13900000000", "words": "流动摊贩占道"},  # a wrong phone weighs more than two that fit
        {"words": "流动摊贩占道", "phone": "13900000000"},
    ],
)
def test_what_does_not_fit_gives_nothing_and_is_kept(said):
    ticket_id = a_ticket()
    old = code_of(ticket_id)
    assert renew(ticket_id, **said) is None
    assert code_of(ticket_id) == old
    assert the(ticket_id).journal[-1].what == "code_refused"


def test_one_thing_is_not_enough_to_ask_with():
    with pytest.raises(BadInput, match="两项"):
        renew(a_ticket(), name=NAME)


def test_who_left_nothing_is_not_recognised_by_nothing():
    ticket_id = a_ticket(citizen_name="", citizen_phone="", place="")
    assert renew(ticket_id, name=NAME, phone=PHONE) is None


def test_after_three_refusals_nobody_tries_on_that_day():
    ticket_id = a_ticket()
    for _ in range(codes.MOST_REFUSALS):
        renew(ticket_id, name="李四", phone="13900000000")
    with pytest.raises(IllegalTransition):
        renew(ticket_id, name=NAME, phone=PHONE)
    assert renew(ticket_id, at=SOON + DAY + HOUR, name=NAME, phone=PHONE) is not None


def test_under_a_merged_ticket_only_the_citizen_of_that_number_gets_a_new_code():
    merged = a_ticket(State.MERGED)
    before = {each.id: each.query_code for each in db.session.query(Message)}
    message = renew(merged, name=NAME, phone=PHONE)
    after = {each.id: each.query_code for each in db.session.query(Message)}
    assert [each for each in before if before[each] != after[each]] == [message.id]
    assert message.home_ticket_id == merged
