"""Webhooks and short messages over real HTTP servers: signed, tried again, given up, sent again by a person."""

import dataclasses
import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from hotline import accounts
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.contact import Contact
from hotline.domain.lifecycle import State, Tell
from hotline.domain.lines import load_lines
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import Channel
from hotline.flow import dispatching, feed, intake, resending
from hotline.flow.casework import handovers
from hotline.flow.same_matter import merging
from hotline.models import FeedEvent, OutboxMessage, Source, Ticket
from hotline.parts import EXTENSION, parts
from tests import factories, servers
from tests.people import OPERATOR
from tests.workers.receiver import Receiver, receiving
from tests.workers.yard import rows
from workers import jobs
from workers.outbox import MOST_ATTEMPTS

pytestmark = pytest.mark.usefixtures("inside")
PHONE = "13871234567"
PATH = "/hooks/12345?side=city"


@pytest.fixture
def other_side() -> Iterator[Receiver]:
    with receiving() as box:
        yield box


@pytest.fixture
def source(other_side: Receiver) -> Source:
    return a_source("website", other_side.url + PATH)


def a_source(name: str, url: str) -> Source:
    with unit_of_work():
        accounts.create_token(name, scope="messages", at=now())
        found = db.session.query(Source).filter_by(name=name).one()
        accounts.set_webhook(found, url)
    return found


def handed_in(source: Source, **changes: object) -> Ticket:
    usual = {"channel": Channel.WEBSITE, "text": "建设路的路灯坏了。", "citizen_phone": PHONE, "source_id": source.id}
    with unit_of_work():
        return intake.receive(Contact(**(usual | changes)), by=CITIZEN, at=now() - timedelta(hours=1)).ticket


def decline(ticket: Ticket) -> Ticket:
    with unit_of_work():
        dispatching.decline(factories.the(ticket.id), by=OPERATOR, at=now(), note="请向法院提起诉讼")
    return ticket


def carry_out(tell: Tell = Tell.TELL_SOURCE) -> list[OutboxMessage]:
    jobs.carry_out("webhooks", [(row.id, row.attempts) for row in rows() if row.tell is tell and not row.done_at])
    return [row for row in rows() if row.tell is tell]


def test_a_step_is_sent_signed_with_time_and_key_and_says_what_the_feed_says(other_side, source) -> None:
    ticket = decline(handed_in(source, external_id="W-1"))
    (row,) = carry_out()
    (sent,) = other_side.requests
    body = json.loads(sent.body)
    assert row.done_at is not None
    assert sent.path == PATH
    assert (body["service_number"], body["external_id"], body["status"]) == (ticket.number, "W-1", "declined")
    assert (body["note"], body["position"]) == ("请向法院提起诉讼", 2)
    assert body["id"] == sent.headers["hotline-delivery"]
    stamp = sent.headers["hotline-timestamp"]
    assert abs(int(stamp) - now().timestamp()) < 300
    expected = hmac.new(source.webhook_secret.encode(), stamp.encode() + b"." + sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["hotline-signature"] == f"v1={expected}"
    for secret in (PHONE, "路灯", source.webhook_secret):
        assert secret not in sent.body.decode()


def test_a_centre_is_sent_the_record_of_a_call_that_was_handed_to_its_line(other_side, source) -> None:
    with unit_of_work():
        accounts.bind_to_line(db.session.get_one(Source, source.id), "12366")
    ticket_id = factories.a_ticket(State.CLASSIFIED, at=now() - timedelta(hours=1))
    line = next(each for each in load_lines() if each.id == "12366")
    with unit_of_work():
        handovers.hand_over(factories.the(ticket_id), line, rules=parts().rules, by=OPERATOR, at=now())
    (row,) = carry_out()
    body = json.loads(other_side.requests[0].body)
    [said] = body["handover"]["messages"]
    assert row.done_at is not None
    assert (body["title"], body["handover"]["line"]) == ("转交贵中心办理", "12366")
    assert (said["citizen"], said["text"]) == (
        {"name": factories.NAME, "phone": factories.PHONE},
        factories.a_contact().text,
    )


def test_who_hands_a_message_in_is_not_written_to_about_its_receipt(other_side, source) -> None:
    handed_in(source)
    assert carry_out() == []
    assert other_side.requests == []


@pytest.mark.parametrize(("status", "given_up"), [(500, False), (503, False), (429, False), (404, True), (302, True)])
def test_trouble_is_tried_again_and_a_refusal_never(other_side, source, status, given_up) -> None:
    other_side.answers = [status, 200]
    decline(handed_in(source))
    (row,) = carry_out()
    assert (row.dead_at is not None, row.done_at) == (given_up, None)
    assert row.last_error.endswith(f"（{status}）")
    carry_out()
    assert len(other_side.requests) == (1 if given_up else 2)
    assert len({each.headers["hotline-delivery"] for each in other_side.requests}) == 1


def test_a_receiver_that_is_away_is_tried_later_and_later_and_then_given_up() -> None:
    decline(handed_in(a_source("website", f"http://127.0.0.1:{servers.free_port()}/")))
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        before = now()
        (row,) = carry_out()
        pauses.append(row.next_try_at - before)
    assert row.dead_at is not None
    assert pauses[:-1] == sorted(pauses[:-1])
    assert pauses[0] < timedelta(seconds=10) < timedelta(hours=20) < pauses[-2]


def test_what_was_given_up_goes_out_once_a_person_sends_it_again(other_side, source) -> None:
    other_side.answers = [410, 200]
    decline(handed_in(source))
    (row,) = carry_out()
    assert row.dead_at is not None
    with unit_of_work():
        resending.send_again(row.id, at=now())
    (row,) = carry_out()
    assert row.done_at is not None
    assert other_side.requests[0].body == other_side.requests[1].body


def test_a_row_that_is_carried_out_twice_is_sent_once(other_side, source) -> None:
    decline(handed_in(source))
    (row,) = carry_out()
    jobs.bring_about(row.id)
    assert len(other_side.requests) == 1


def test_a_webhook_that_was_ended_is_sent_nothing_more(other_side, source) -> None:
    decline(handed_in(source))
    with unit_of_work():
        accounts.set_webhook(db.session.get_one(Source, source.id), "")
    (row,) = carry_out()
    assert row.done_at is not None
    assert other_side.requests == []


def test_every_merged_messages_own_system_and_citizen_hear_the_answer(app: Flask, other_side, mailbox) -> None:
    """一号对外: three citizens by three doors, one ticket, three answers."""
    with receiving() as wechat_side, receiving() as gateway:
        _with(app, smtp_url=mailbox.url, sms_url=gateway.url)
        website, wechat = a_source("website", other_side.url), a_source("wechat", wechat_side.url)
        leading = handed_in(website, citizen_email="chen@example.com")
        merged = handed_in(wechat, channel=Channel.WECHAT, text="同一盏路灯不亮。", citizen_phone="13912345678")
        with unit_of_work():
            merging.merge(
                factories.the(merged.id), into=factories.the(leading.id), by=OPERATOR, at=now(), note="同一事项"
            )
        decline(leading)
        carry_out()
        carry_out(Tell.TELL_CITIZEN)
        told = json.loads(other_side.requests[-1].body), json.loads(wechat_side.requests[-1].body)
        assert [(each["service_number"], each["status"]) for each in told] == [
            (leading.number, "declined"),
            (merged.number, "declined"),
        ]
        assert {each.rcpt_tos[0] for each in mailbox.letters} == {"chen@example.com"}
        message = json.loads(gateway.requests[-1].body)
        assert message["to"] == "13912345678"
        assert merged.number in message["text"]
        assert "不予受理" in message["text"]
        assert "路灯" not in message["text"]


def test_neither_address_nor_phone_nor_secret_reaches_the_log(app: Flask, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    away = f"127.0.0.1:{servers.free_port()}"
    _with(app, sms_url=f"http://user:pa55@{away}/send")
    ticket = decline(handed_in(a_source("website", f"http://{away}/hook?key=geheim")))
    rows_ = [*carry_out(), *carry_out(Tell.TELL_CITIZEN)]
    said = caplog.text + "".join(row.last_error for row in rows_)
    assert ticket.number in said
    for secret in (PHONE, "geheim", "pa55", "whs_"):
        assert secret not in said


def test_events_that_were_sent_stand_in_the_feed_at_the_same_position(other_side, source) -> None:
    decline(handed_in(source))
    carry_out()
    with unit_of_work():
        feed.give_positions(source.id)
    sent = json.loads(other_side.requests[0].body)
    event = db.session.query(FeedEvent).filter_by(key=sent["id"]).one()
    assert (event.position, event.state) == (sent["position"], State.DECLINED)


@pytest.fixture(autouse=True)
def _own_settings(app: Flask) -> Iterator[None]:
    before = app.extensions[EXTENSION]
    yield
    app.extensions[EXTENSION] = before


def _with(app: Flask, **settings: str) -> None:
    here = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = dataclasses.replace(here, settings=dataclasses.replace(here.settings, **settings))
