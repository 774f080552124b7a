"""Letters to citizens and departments over a real SMTP server: what they say, what they never say, and when."""

import dataclasses
import email
import logging
from datetime import timedelta
from email import policy

import pytest

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import TRANSITIONS, State, Tell
from hotline.domain.supervision import OrderKind
from hotline.errors import ConfigurationError
from hotline.flow import dispatching, supervision
from hotline.flow.casework import more_time, petitions
from hotline.models import Department, OutboxMessage
from hotline.parts import EXTENSION, parts
from tests import servers
from tests.factories import NAME, PHONE, a_return_wish, a_ticket, open_petition, the
from tests.people import HELPER, LEAD, OFFICER, OPERATOR, SUPERVISOR
from tests.workers.yard import rows
from workers import jobs, letters
from workers.channels.smtp import Smtp

pytestmark = pytest.mark.usefixtures("inside")
HOUR_AGO = timedelta(hours=1)


@pytest.fixture
def post_office(app, mailbox):
    """Let the application's letters leave through the mailbox's server."""
    before = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = dataclasses.replace(
        before, settings=dataclasses.replace(before.settings, smtp_url=mailbox.url)
    )
    yield mailbox
    app.extensions[EXTENSION] = before


def carry_out(tell):
    handed = [[row.id, row.attempts] for row in rows() if row.tell is tell and not row.done_at]
    jobs.carry_out("letters", handed)
    return [row for row in rows() if row.tell is tell]


def declined(**changes):
    ticket_id = a_ticket(at=now() - HOUR_AGO, **changes)
    with unit_of_work():
        dispatching.decline(the(ticket_id), by=OPERATOR, at=now(), note="请向法院提起诉讼")
    return the(ticket_id)


def read(envelope):
    return email.message_from_bytes(envelope.content, policy=policy.default)


def test_a_helpers_wish_for_time_is_a_letter_to_the_lead_alone(post_office):
    ticket_id = a_ticket(State.HANDLING, at=now() - HOUR_AGO)
    with unit_of_work():
        for department_id in (LEAD, HELPER):
            db.session.get_one(Department, department_id).email = f"{department_id}@example.com"
    carry_out(Tell.TELL_DEPARTMENT)
    before = len(post_office.letters)
    with unit_of_work():
        helping = dataclasses.replace(OFFICER, department_id=HELPER)
        more_time.ask(the(ticket_id), days=2, note="现场勘查", by=helping, at=now())
    carry_out(Tell.TELL_DEPARTMENT)
    (envelope,) = post_office.letters[before:]
    assert envelope.rcpt_tos == [f"{LEAD}@example.com"]
    assert "协办单位申请延期" in read(envelope)["Subject"]
    assert "现场勘查" not in read(envelope).get_content()


def test_a_citizen_reads_number_and_state_in_words_but_never_what_was_said(post_office):
    ticket = declined(citizen_email="chen@example.com")
    (row,) = carry_out(Tell.TELL_CITIZEN)
    (envelope,) = post_office.letters
    letter = read(envelope)
    text = f"{letter['Subject']}\n{letter.get_content()}"
    assert envelope.rcpt_tos == ["chen@example.com"]
    assert ticket.number in letter["Subject"]
    assert "不予受理" in letter["Subject"]
    for secret in ("占道", NAME, PHONE, ticket.messages[0].query_code, "诉讼", ticket.place):
        assert secret not in text
    assert row.done_at is not None
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_citizen_without_address_is_written_to_on_the_console_by_number_only(post_office, caplog):
    caplog.set_level(logging.INFO)
    ticket = declined()
    (row,) = carry_out(Tell.TELL_CITIZEN)
    assert post_office.letters == []
    assert row.done_at is not None
    said = caplog.text
    assert ticket.number in said
    assert "citizen/decline" in said
    for secret in ("占道", NAME, PHONE, ticket.messages[0].query_code):
        assert secret not in said


def test_a_row_carried_out_again_writes_no_second_letter(post_office):
    declined(citizen_email="chen@example.com")
    (row,) = carry_out(Tell.TELL_CITIZEN)
    jobs.bring_about(row.id)
    assert len(post_office.letters) == 1


def test_lead_and_helpers_are_told_of_a_new_ticket(post_office):
    with unit_of_work():
        for department_id in (LEAD, HELPER):
            db.session.get_one(Department, department_id).email = f"{department_id}@city.example"
    ticket_id = a_ticket(State.DISPATCHED, at=now() - HOUR_AGO)
    carry_out(Tell.TELL_DEPARTMENT)
    assert {to for each in post_office.letters for to in each.rcpt_tos} == {
        "urban_mgmt@city.example",
        "traffic_police@city.example",
    }
    letter = read(post_office.letters[0])
    assert the(ticket_id).number in letter.get_content()
    assert "办理期限至" in letter.get_content()


def test_a_department_whose_return_was_granted_is_told_though_it_holds_the_ticket_no_more(post_office):
    with unit_of_work():
        db.session.get_one(Department, LEAD).email = "urban@city.example"
    ticket_id = a_ticket(State.DISPATCHED, at=now() - HOUR_AGO)
    carry_out(Tell.TELL_DEPARTMENT)
    with unit_of_work():
        ticket = the(ticket_id)
        petitions.ask_to_send_back(ticket, a_return_wish(), by=OFFICER, at=now())
    with unit_of_work():
        ticket = the(ticket_id)
        petitions.grant(open_petition(ticket), rules=parts().rules, by=OPERATOR, at=now(), note="同意")
    carry_out(Tell.TELL_DEPARTMENT)
    assert "退单申请已获同意" in read(post_office.letters[-1]).get_content()


def test_a_mail_server_that_is_away_puts_the_letter_off(post_office, app):
    before = app.extensions[EXTENSION]
    away = dataclasses.replace(
        before.settings, smtp_url=f"smtp://127.0.0.1:{servers.free_port()}?from=12345@example.gov.cn"
    )
    app.extensions[EXTENSION] = dataclasses.replace(before, settings=away)
    declined(citizen_email="chen@example.com")
    (row,) = carry_out(Tell.TELL_CITIZEN)
    assert row.done_at is None
    assert row.dead_at is None
    assert row.next_try_at > now() - timedelta(seconds=5)
    assert "chen@example.com" not in row.last_error
    app.extensions[EXTENSION] = before
    carry_out(Tell.TELL_CITIZEN)
    assert len(post_office.letters) == 1


@pytest.mark.parametrize(("line", "given_up"), [("550 no such reader", True), ("451 come back later", False)])
def test_a_refused_letter_is_given_up_and_a_delayed_one_is_not(post_office, line, given_up):
    post_office.refuse_with = line
    declined(citizen_email="chen@example.com")
    (row,) = carry_out(Tell.TELL_CITIZEN)
    assert (row.dead_at is not None) is given_up
    assert row.last_error.endswith(f"（{line[:3]}）")


@pytest.mark.parametrize("address", ["a@b.cn\nBcc: all@b.cn", "no address", "a@b.cn, c@d.cn", "@b.cn"])
def test_an_address_that_is_not_exactly_one_is_given_up_and_smuggles_nothing_in(post_office, address):
    declined(citizen_email=address)
    (row,) = carry_out(Tell.TELL_CITIZEN)
    assert post_office.letters == []
    assert row.dead_at is not None


def test_every_step_that_tells_somebody_has_its_letter():
    told = {tell: {row.action for row in TRANSITIONS if tell in row.tells} for tell in Tell}
    assert set(letters.TO_CITIZEN) == told[Tell.TELL_CITIZEN]
    beside_steps = {more_time.ASKED, more_time.DECIDED}
    assert set(letters.TO_DEPARTMENT) == told[Tell.TELL_DEPARTMENT] | beside_steps


@pytest.mark.parametrize("folder", ["citizen", "department"])
def test_every_letter_can_be_written_with_and_without_a_promised_day(folder):
    actions = letters.TO_CITIZEN if folder == "citizen" else letters.TO_DEPARTMENT
    for action in actions:
        for promised in ("", "2026年3月5日"):
            template = letters._templates().get_template(f"{folder}_{action}.txt")
            text = template.render(title="", number="202603020000019", promised=promised)
            assert "202603020000019" in text
            assert "{" not in text


@pytest.mark.parametrize("url", ["http://x", "smtp://host", "smtp://host:port?from=a@b", "smtp://?from=a@b", ""])
def test_a_misspelt_mail_address_of_the_house_is_refused_in_words(url):
    with pytest.raises(ConfigurationError, match="HOTLINE_SMTP_URL"):
        Smtp.from_url(url)


def test_a_password_in_the_mail_url_is_read_but_never_shown():
    server = Smtp.from_url("smtps://user:p%40ss@mail.example:465?from=12345@example.gov.cn")
    assert (server.username, server.password, server.tls_from_start) == ("user", "p@ss", True)
    assert "p@ss" not in repr(server)


def test_every_row_of_the_outbox_has_an_effect():
    assert set(jobs.EFFECTS) == set(Tell)
    assert {tell for lane in jobs.LANES.values() for tell in lane.tells} == set(Tell)
    assert OutboxMessage.tell.type.enums == [tell.value for tell in Tell]


def test_an_order_is_announced_to_its_department_alone_without_what_it_says(post_office):
    ticket_id = a_ticket(State.HANDLING)
    secret = "市民陈秀英第三次反映"
    with unit_of_work():
        for each, address in ((LEAD, "lead@example.com"), (HELPER, "helper@example.com")):
            db.session.get_one(Department, each).email = address
        wish = supervision.OrderWish(kind=OrderKind.SUPERVISE, text=secret)
        supervision.issue(the(ticket_id), wish, rules=parts().rules, by=SUPERVISOR, at=now())
    (row,) = carry_out(Tell.SEND_ORDER)
    (envelope,) = post_office.letters
    text = read(envelope).get_content()
    assert envelope.rcpt_tos == ["lead@example.com"]
    assert row.done_at is not None
    assert the(ticket_id).number in text
    assert secret not in text
    assert NAME not in text
