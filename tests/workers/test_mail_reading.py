"""Mails in every dress are read: what people wrote is taken, what machines send is not, nothing stops the rest."""

import logging

import pytest

from hotline.domain.mailboxes import Then
from hotline.parts import parts
from tests.attachments.pieces import a_photo_with_a_place
from tests.workers import mail_server, mails
from tests.workers.mail_desk import aside, at, messages, notes, send_letters
from tests.workers.mails import SENDER, a_mail
from workers.channels import TryLater
from workers.mailboxes import headers, imap
from workers.mailboxes.pulling import pull

# What a mail says is the same on both databases; taking it in is tried on both in test_mailbox.py.
pytestmark = [pytest.mark.usefixtures("inside"), pytest.mark.backend("sqlite")]
AUTOMATIC = {
    "a holiday note": {"Auto_Submitted": "auto-replied"},
    "a bounce": {"Return_Path": "<>"},
    "a newsletter": {"Precedence": "bulk"},
    "a list": {"List_Id": "<l.mail.example>"},
    "a daemon": {"sender": "MAILER-DAEMON@mail.example"},
    "ourselves": {"sender": mail_server.USER},
    "a letter of ours": {"Message_ID": "<hotline-7-m3.00112233445566778899@city.example>"},
}


def test_every_dress_of_a_mail_is_read(account, box):
    account.put(mails.in_old_dress(), mails.as_a_page())
    assert pull(box).new == 2
    old, page = messages()
    assert (old.title, old.citizen_name) == ("恳请解决龑家湾积水", "王强")
    assert old.text == "龑家湾路口一下雨就积水，请尽快处理。"
    assert (page.title, page.text) == ("公园积水", "紫薇公园西门积水。\n请处理\n谢谢")


def test_files_are_cleaned_and_kept_and_what_is_refused_is_noted_with_the_reason(account, box):
    photo = ("现场.jpg", a_photo_with_a_place(), "image/jpeg")
    program = ("照片.jpg", b"MZ\x90\x00" + b"\0" * 100, "image/jpeg")
    account.put(a_mail(files=[photo, program]))
    assert pull(box).new == 1
    [message] = messages()
    [kept] = message.attachments
    assert (kept.name, kept.is_picture) == ("现场.jpg", True)
    assert b"Camera of somebody" not in parts().attachments.get(kept.digest)
    assert notes() == [f"邮件附件未收下：附件“照片.jpg”不能接收：可以附{_accepted()}。"]
    [entry] = [entry for entry in message.ticket.journal if entry.what == "remark.note"]
    assert entry.by_role.value == "system"


def _accepted():
    from hotline.domain.enclosures import ACCEPTED

    return ACCEPTED


def test_a_mail_without_words_is_taken_by_its_title_or_its_picture(account, box):
    photo = ("现场.jpg", a_photo_with_a_place(), "image/jpeg")
    account.put(
        a_mail("", Message_ID="<a@x>"),
        a_mail("", subject="", Message_ID="<b@x>", files=[photo]),
        a_mail(" ", subject="", Message_ID="<c@x>"),
    )
    assert pull(box).new == 2
    titled, pictured = messages()
    assert titled.text == "路灯不亮"
    assert "请看附件" in pictured.text
    assert aside() == ["邮件里没有可读的内容"]


def test_what_a_machine_sent_is_put_aside_with_the_reason_and_not_answered(account, box, house):
    account.put(*(a_mail(**{"Message_ID": f"<{turn}@x>"} | each) for turn, each in enumerate(AUTOMATIC.values())))
    account.put(a_mail())
    tally = pull(box)
    assert (tally.new, tally.refused) == (1, len(AUTOMATIC))
    assert [message.external_id for message in messages()] == ["m1@mail.example"]
    assert dict(zip(AUTOMATIC, aside(), strict=True)) == {
        "a holiday note": headers.AUTOMATIC,
        "a bounce": headers.RETURNED,
        "a newsletter": headers.MANY,
        "a list": headers.MANY,
        "a daemon": headers.RETURNED,
        "ourselves": headers.LOOP,
        "a letter of ours": headers.LOOP,
    }
    assert len(send_letters(house)) == 1


def test_no_broken_mail_stops_the_ones_behind_it(account, box):
    broken = mails.broken()
    account.put(*broken, a_mail())
    tally = pull(box)
    assert tally.new + tally.refused == len(broken) + 1
    assert messages()[-1].external_id == "m1@mail.example"
    assert {"无主邮件一", "无主邮件二"} <= {message.text for message in messages()}
    assert pull(box) == type(tally)()


def test_of_a_mail_that_is_too_large_the_words_are_taken(account, box, monkeypatch):
    monkeypatch.setattr(imap, "WHOLE", 800)
    monkeypatch.setattr(imap, "BEGINNING", 700)
    account.put(a_mail(files=[("现场.jpg", a_photo_with_a_place(), "image/jpeg")]))
    assert pull(box).new == 1
    [message] = messages()
    assert message.text == "和平里小区门口的路灯坏了三天。"
    assert message.attachments == []
    assert "邮件过大" in notes()[0]


def test_a_text_that_is_too_long_is_taken_as_far_as_it_may_go_and_that_is_noted(account, box):
    account.put(a_mail("灯" * 20_001, subject="希望有关部门尽快处理" * 12))
    assert pull(box).new == 1
    [message] = messages()
    assert (len(message.text), len(message.title)) == (20_000, 100)
    assert "全文在邮箱里" in notes()[0]


def test_no_words_of_a_mail_reach_the_log(account, box, caplog):
    caplog.set_level(logging.INFO)  # as the programs run
    account.put(a_mail(), *mails.broken())
    pull(box)
    for secret in ("路灯", SENDER, "陈女士", "m1@mail.example", "无主邮件"):
        assert secret not in caplog.text


def test_a_mail_that_could_not_be_moved_is_moved_by_the_next_reading(account, house):
    account.put(a_mail())
    box = at(account, then=Then.MOVE, move_to="已收")  # which the server does not have yet
    with pytest.raises(TryLater):
        pull(box)
    assert len(messages()) == len(account.lie_there()) == 1
    with account.opened() as client:
        client.create_folder("已收")
    assert pull(box).new == 0
    assert (account.lie_there(), len(account.lie_there("已收"))) == ({}, 1)
    assert pull(box).new == 0  # and nothing is owed any more
    assert len(messages()) == 1
