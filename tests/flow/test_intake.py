"""Room 1 and 2: a contact becomes a message under a ticket with a service number."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from hotline.db import db, unit_of_work
from hotline.domain.contact import RequestKey
from hotline.domain.lifecycle import State, Tell
from hotline.domain.number import parse
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import Channel, ClockKind, Kind, RemarkKind, Urgency
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import clocks, intake
from hotline.flow.casework import petitions, waiting
from hotline.models import Message, OutboxMessage, Remark, Ticket
from hotline.parts import parts
from tests.factories import NAME, PHONE, a_contact, a_return_wish, a_ticket, the
from tests.people import DAY, HOUR, MINUTE, MONDAY, OFFICER, OPERATOR, SUPERVISOR


def receive(**changes):
    with unit_of_work():
        return intake.receive(a_contact(**changes), by=OPERATOR, at=MONDAY)


def test_a_call_becomes_a_message_under_a_ticket_with_a_number_and_a_code():
    message = receive(urgency=Urgency.URGENT, district="武昌区")
    ticket = message.ticket
    assert parse(ticket.number).sequence == 1
    assert f"{parse(ticket.number).day}" == "2026-03-02"
    assert (ticket.state, ticket.round, ticket.version) == (State.RECEIVED, 1, 1)
    assert (ticket.kind, ticket.urgency, ticket.district) == (Kind.COMPLAINT, Urgency.URGENT, "武昌区")
    assert (message.citizen_name, message.citizen_phone, message.channel) == (NAME, PHONE, Channel.PHONE)
    assert len(message.query_code) == 8


def test_a_ticket_and_what_must_be_done_for_it_are_one_transaction():
    with suppress(RuntimeError), unit_of_work():
        intake.receive(a_contact(), by=OPERATOR, at=MONDAY)
        db.session.flush()
        raise RuntimeError("the power fails")
    assert db.session.query(Ticket).count() == db.session.query(OutboxMessage).count() == 0
    receive()
    assert [row.tell for row in db.session.query(OutboxMessage)] == [Tell.ROUTE_TICKET]


def test_the_number_carries_the_citys_day_not_utcs():
    with unit_of_work():
        late = intake.receive(a_contact(), by=OPERATOR, at=MONDAY.replace(hour=16, minute=30))
    assert str(parse(late.ticket.number).day) == "2026-03-03"


def test_what_reached_us_earlier_keeps_its_moment():
    earlier = MONDAY - timedelta(days=2)
    message = receive(received_at=earlier)
    assert message.received_at == message.ticket.received_at == earlier
    assert the(message.ticket_id).journal[0].at == MONDAY


@pytest.mark.parametrize("text", ["", "   ", "\n\u3000\t"])
def test_a_contact_that_says_nothing_is_refused_and_takes_no_number(text):
    with pytest.raises(BadInput) as refusal:
        receive(text=text)
    assert refusal.value.field == "text"
    assert parse(receive().ticket.number).sequence == 1


@pytest.mark.parametrize("by", [OFFICER, SUPERVISOR])
def test_only_citizens_and_operators_take_in(by):
    with pytest.raises(NotAllowed), unit_of_work():
        intake.receive(a_contact(), by=by, at=MONDAY)
    assert db.session.query(Ticket).count() == 0


def test_a_confidential_matter_may_never_be_published():
    assert receive(confidential=True, may_publish=True).ticket.may_publish is False


def test_without_a_title_the_text_gives_the_headline():
    message = receive(title="", text="路灯不亮。\n晚上看不见路。")
    assert (message.title, message.ticket.title) == ("", "路灯不亮。")
    assert len(receive(title="", text="很长" * 500).ticket.title) == 40


def test_the_same_external_id_of_a_channel_exists_once():
    receive(channel=Channel.WEBSITE, external_id="A-1")
    with pytest.raises(IntegrityError):
        receive(channel=Channel.WEBSITE, external_id="A-1")
    db.session.rollback()
    receive(channel=Channel.WECHAT, external_id="A-1")
    assert db.session.query(Ticket).count() == 2


def test_the_same_request_key_of_a_sender_exists_once():
    for owner in ("website", "board"):
        with unit_of_work():
            key = RequestKey(owner=owner, key="k", digest="d")
            intake.receive(a_contact(), by=CITIZEN, at=MONDAY, request=key)
    with pytest.raises(IntegrityError), unit_of_work():
        intake.receive(
            a_contact(),
            by=CITIZEN,
            at=MONDAY,
            request=RequestKey(owner="board", key="k", digest="e"),
        )
    db.session.rollback()
    assert db.session.query(Message).count() == 2


def test_what_a_citizen_supplies_lets_a_waiting_ticket_go_on():
    ticket_id = a_ticket(State.WAITING)
    with unit_of_work():
        ticket = the(ticket_id)
        intake.supply(
            ticket, "在建设路128号门口。", by=CITIZEN, rules=parts().rules, at=MONDAY + HOUR, message=ticket.messages[0]
        )
    assert the(ticket_id).state is State.RECEIVED
    remark = db.session.query(Remark).one()
    assert (remark.kind, remark.message_id) == (RemarkKind.SUPPLEMENT, the(ticket_id).messages[0].id)


def test_a_supplement_to_any_other_ticket_moves_nothing_and_is_kept():
    ticket_id = a_ticket(State.HANDLING)
    with unit_of_work():
        intake.supply(the(ticket_id), "昨晚又来了。", by=CITIZEN, rules=parts().rules, at=MONDAY + HOUR)
    assert the(ticket_id).state is State.HANDLING
    assert the(ticket_id).journal[-1].what == "remark.supplement"
    with pytest.raises(BadInput), unit_of_work():
        intake.supply(the(ticket_id), " ", by=CITIZEN, rules=parts().rules, at=MONDAY + HOUR)


@pytest.mark.parametrize("state", [State.RECEIVED, State.CLASSIFIED, State.WAITING, State.DISPATCHED, State.HANDLING])
def test_a_citizen_may_withdraw_until_there_is_an_answer(state):
    ticket_id = a_ticket(state)
    with unit_of_work():
        intake.withdraw(the(ticket_id), by=CITIZEN, at=MONDAY + HOUR)
    ticket = the(ticket_id)
    assert (ticket.state, ticket.due_at, clocks.running(ticket)) == (State.VOIDED, None, [])


def test_withdrawing_lets_an_open_petition_lapse():
    ticket_id = a_ticket(State.DISPATCHED)
    with unit_of_work():
        petitions.ask_to_send_back(the(ticket_id), a_return_wish(), by=OFFICER, at=MONDAY + HOUR)
    with unit_of_work():
        intake.withdraw(the(ticket_id), by=CITIZEN, at=MONDAY + 2 * HOUR)
    assert petitions.find_open(the(ticket_id)) is None


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.PUBLISHED, State.VOIDED])
def test_what_is_answered_or_over_cannot_be_withdrawn(state):
    ticket_id = a_ticket(state)
    with pytest.raises(IllegalTransition), unit_of_work():
        intake.withdraw(the(ticket_id), by=CITIZEN, at=MONDAY + HOUR)
    assert the(ticket_id).state is state


def test_asking_the_citizen_stops_the_clock_until_the_answer_comes(app, rules):
    from hotline.flow.classification import classify_received

    ticket_id = a_ticket()
    with unit_of_work():
        classify_received(the(ticket_id), study=parts().study, rules=rules, at=MONDAY + MINUTE)
    assert [each.clock for each in clocks.running(the(ticket_id))] == [ClockKind.DISPATCH]
    with unit_of_work():
        waiting.ask_citizen(the(ticket_id), rules=parts().rules, by=OPERATOR, at=MONDAY + HOUR, note="请说明地点")
    assert [each.clock for each in clocks.running(the(ticket_id))] == [ClockKind.WAIT], "only the citizen is waited for"
    with unit_of_work():
        intake.supply(the(ticket_id), "在和平街。", by=CITIZEN, rules=parts().rules, at=MONDAY + 9 * DAY)
    with unit_of_work():
        classify_received(the(ticket_id), study=parts().study, rules=rules, at=MONDAY + 9 * DAY + MINUTE)
    assert the(ticket_id).due_at > MONDAY + 9 * DAY, "the days that the citizen took are not the hotline's delay"
