"""A mailbox is read from a real IMAP server: each mail once, none lost, the citizen told, nothing deleted."""

import dataclasses
import logging

import pytest
from sqlalchemy import event

from hotline.attachments import Folder
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.mailboxes import Security, Then
from hotline.domain.vocabulary import Channel, RemarkKind
from hotline.errors import ConfigurationError, StoreAway
from hotline.flow.casework import waiting
from hotline.models import BoardPosition, Remark, Ticket
from hotline.parts import EXTENSION, parts
from tests.attachments.pieces import a_photo_with_a_place
from tests.people import OPERATOR
from tests.workers import mail_server
from tests.workers.mail_desk import aside, at, messages, send_letters
from tests.workers.mails import SENDER, a_mail
from workers import sources
from workers.channels import Refused, TryLater
from workers.mailboxes.pulling import pull

pytestmark = pytest.mark.usefixtures("inside")


def test_a_mail_becomes_a_ticket_once_and_its_sender_reads_number_and_code(account, box, house):
    account.put(a_mail())
    assert (pull(box).new, pull(box).new) == (1, 0)
    [message] = messages()
    assert (message.channel, message.external_id) == (Channel.EMAIL, "m1@mail.example")
    assert (message.title, message.text) == ("路灯不亮", "和平里小区门口的路灯坏了三天。")
    assert (message.citizen_name, message.citizen_email) == ("陈女士", SENDER)
    [receipt] = send_letters(house)
    said = receipt.get_content()
    assert receipt["To"] == SENDER
    assert message.ticket.number in said
    assert message.query_code in said
    assert message.text not in said
    assert account.lie_there() == {101: ()}  # neither deleted nor marked


def test_a_server_that_counts_anew_is_read_again_without_a_second_ticket(account, house):
    with account.opened() as client:
        client.create_folder("诉求")
    box = at(account, folder="诉求")
    account.put(
        a_mail(), a_mail(Message_ID=None), a_mail(Message_ID="<auto@x>", Auto_Submitted="auto-replied"), folder="诉求"
    )
    assert pull(box).new == 2
    account.make_anew("诉求")
    account.put(a_mail(Message_ID="<m2@x>"), folder="诉求")
    tally = pull(box)
    assert (tally.new, tally.known) == (1, 2)
    assert len(messages()) == 3


def test_who_is_stopped_between_two_mails_goes_on_and_takes_each_once(account, box):
    account.put(a_mail(Message_ID="<a@x>"), a_mail(Message_ID="<b@x>"))
    taken = []

    def stop_at_second():
        if len(taken) == 1:
            raise KeyboardInterrupt
        taken.append(1)

    with pytest.raises(KeyboardInterrupt):
        pull(box, going_on=stop_at_second)
    assert [message.external_id for message in messages()] == ["a@x"]
    assert pull(box).new == 1
    assert [message.external_id for message in messages()] == ["a@x", "b@x"]


def test_a_mail_whose_transaction_is_lost_is_taken_the_next_time(account, box):
    account.put(a_mail())

    commits = []

    def lose(_connection):
        commits.append(1)
        if len(commits) == 2:  # look where it was read to, and then the mail
            raise KeyboardInterrupt

    event.listen(db.engine, "commit", lose)
    try:
        with pytest.raises(KeyboardInterrupt):
            pull(box)
    finally:
        event.remove(db.engine, "commit", lose)
    assert messages() == []
    assert pull(box).new == 1


def test_a_store_that_is_away_lets_the_mail_wait_where_it_is(account, box, app, tmp_path):
    before = app.extensions[EXTENSION]
    (tmp_path / "no folder").write_text("a file stands in its place")
    away = Folder(tmp_path / "no folder")
    account.put(a_mail(files=[("现场.jpg", a_photo_with_a_place(), "image/jpeg")]))
    app.extensions[EXTENSION] = dataclasses.replace(before, attachments=away)
    with pytest.raises(StoreAway):
        pull(box)
    app.extensions[EXTENSION] = before
    assert (messages(), aside()) == ([], [])
    assert pull(box).new == 1


@pytest.mark.backend("sqlite")  # between us and the mail server; no database has a part in it
def test_a_mail_that_the_server_does_not_give_is_put_aside_once_it_gives_a_later_one(account, box):
    account.put(a_mail(Message_ID="<a@x>"), a_mail(Message_ID="<b@x>"))
    account.withheld = {102}
    with pytest.raises(TryLater, match="1封邮件没有给出"):
        pull(box)
    assert ([each.external_id for each in messages()], aside()) == (["a@x"], [])
    account.put(a_mail(Message_ID="<c@x>"))
    tally = pull(box)
    assert (tally.new, tally.refused) == (1, 1)
    assert [each.external_id for each in messages()] == ["a@x", "c@x"]
    assert aside() == ["邮件服务器没有给出这封邮件，请到邮箱里查看"]


@pytest.mark.backend("sqlite")  # between us and the mail server; no database has a part in it
def test_a_server_that_gives_nothing_for_a_while_loses_nothing(account, box):
    account.put(a_mail(Message_ID="<a@x>"), a_mail(Message_ID="<b@x>"))
    account.withheld = {101, 102}
    with pytest.raises(TryLater, match="2封"):
        pull(box)
    account.withheld = set()
    assert pull(box).new == 2
    assert aside() == []


def test_another_mail_under_a_known_id_is_not_lost(account, box):
    account.put(a_mail(), a_mail("别的事情。", sender="other@mail.example"))
    tally = pull(box)
    assert (tally.new, tally.refused) == (1, 1)
    assert "请人工查看" in aside()[0]


@pytest.mark.parametrize(
    ("then", "left", "moved"), [(Then.SEEN, {101: (rb"\Seen",)}, {}), (Then.MOVE, {}, {101: (rb"\Recent",)})]
)
def test_a_mail_that_was_taken_is_marked_or_moved_as_the_city_wishes(account, house, then, left, moved):
    with account.opened() as client:
        client.create_folder("已收")
    account.put(a_mail())
    assert pull(at(account, then=then, move_to="已收")).new == 1
    assert account.lie_there() == left
    assert account.lie_there("已收") == moved


def test_an_answer_to_our_letter_from_the_same_address_is_added_to_the_matter(account, box, house):
    account.put(a_mail())
    pull(box)
    [receipt] = send_letters(house)
    with unit_of_work():
        ticket = db.session.query(Ticket).one()
        waiting.ask_citizen(ticket, rules=parts().rules, by=OPERATOR, at=now(), note="是哪一盏灯？")
    answer = a_mail(
        f"门口左边第二盏。\n\n在 2026-11-26 10:00:00，\"12345\" <{mail_server.USER}> 写道：\n> 您好\n> 服务编号",
        subject="回复：来信已受理", Message_ID="<m2@mail.example>", In_Reply_To=receipt["Message-ID"],
        files=[("灯.jpg", a_photo_with_a_place(), "image/jpeg")],
    )  # fmt: skip
    account.put(answer)
    assert (pull(box).new, pull(box).new) == (1, 0)
    [message] = messages()
    [added] = db.session.query(Remark).filter_by(kind=RemarkKind.SUPPLEMENT)
    assert (added.text, added.message_id) == ("门口左边第二盏。", message.id)
    assert message.ticket.state is State.RECEIVED
    assert [each.name for each in message.attachments] == ["灯.jpg"]


@pytest.mark.parametrize("forged", ["address", "mark", "finished"])
def test_an_answer_that_is_not_surely_theirs_or_comes_too_late_is_a_matter_of_its_own(account, box, house, forged):
    account.put(a_mail())
    pull(box)
    [receipt] = send_letters(house)
    named, sender = receipt["Message-ID"], SENDER
    if forged == "address":
        sender = "somebody@mail.example"
    elif forged == "mark":
        named = named[: named.index(".") + 1] + "0" * 20 + named[named.index("@") :]
    else:
        from hotline.flow import intake

        with unit_of_work():
            intake.withdraw(db.session.query(Ticket).one(), by=OPERATOR, at=now(), note="市民来电撤回")
    account.put(a_mail("请按我说的办。", sender=sender, Message_ID="<m2@x>", In_Reply_To=named))
    assert pull(box).new == 1
    assert db.session.query(Ticket).count() == 2
    assert db.session.query(Remark).filter_by(kind=RemarkKind.SUPPLEMENT).count() == 0


@pytest.mark.backend("sqlite")  # between us and the mail server; no database has a part in it
def test_who_answers_every_receipt_with_a_new_mail_gets_no_more_of_them(account, box, house, monkeypatch):
    from hotline.flow.doors import mailing

    monkeypatch.setattr(mailing, "MOST_RECEIPTS", 2)
    account.put(*(a_mail(Message_ID=f"<{turn}@x>") for turn in range(4)))
    assert pull(box).new == 4
    assert len(send_letters(house)) == 2


def test_a_source_tells_its_trouble_in_plain_words_and_forgets_it_after_a_good_reading(account, box):
    account.put(a_mail())
    with pytest.raises(TryLater):
        sources.read(dataclasses.replace(box, port=1))
    row = db.session.get_one(BoardPosition, "mail")
    assert row.last_error == "“热线邮箱”暂不可用（连接不上）"
    assert row.failed_at is not None
    assert sources.read(box).new == 1
    db.session.refresh(row)
    assert (row.last_error, row.failed_at, row.reader) == ("", None, "")
    assert row.position.endswith(":101")


@pytest.mark.backend("sqlite")  # between us and the mail server; no database has a part in it
def test_a_wrong_password_an_unknown_certificate_and_no_password_are_said(account, house, tmp_path, caplog):
    wrong = tmp_path / "password"
    wrong.write_text("wrong one\n")
    caplog.set_level(logging.INFO)
    with pytest.raises(Refused, match="拒绝登录"):
        pull(at(account, password_file=str(wrong)))
    with pytest.raises(Refused, match="证书"):
        pull(at(account, ca_file=""))
    with pytest.raises(ConfigurationError, match="密码文件"):
        pull(at(account, password_file=str(tmp_path / "none")))
    assert "wrong one" not in caplog.text
    assert mail_server.PASSWORD not in caplog.text


def test_two_never_read_one_mailbox_at_one_moment(account, box):
    account.put(a_mail())
    with sources._turn(box), pytest.raises(sources.BeingRead):
        sources.read(box)
    assert sources.read(box).new == 1


@pytest.mark.backend("sqlite")  # between us and the mail server; no database has a part in it
def test_mail_in_the_clear_is_for_this_machine_only(house, tmp_path):
    with mail_server.mail_server(tmp_path, tls=False) as account:
        account.put(a_mail())
        assert pull(at(account, security=Security.NONE)).new == 1
