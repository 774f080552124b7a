"""What tests of a mailbox look at: the mailbox as a city names it, what became of its mails, the letters that left."""

import email
from email import policy

from hotline.db import db
from hotline.domain.lifecycle import Tell
from hotline.domain.mailboxes import Mailbox
from hotline.domain.vocabulary import RemarkKind
from hotline.models import MailRecord, Message, OutboxMessage, Remark
from tests.workers import mail_server
from workers import jobs


def at(account, **more):
    usual = {"id": "mail", "name": "热线邮箱", "address": mail_server.USER, "user": mail_server.USER}
    here = {"host": "127.0.0.1", "port": account.port, "ca_file": account.ca_file}
    return Mailbox(**{**usual, **here, **more})


def messages():
    db.session.rollback()
    return db.session.query(Message).order_by(Message.id).all()


def records():
    db.session.rollback()
    return db.session.query(MailRecord).order_by(MailRecord.id).all()


def aside():
    return [record.reason for record in records() if record.reason]


def notes():
    return [each.text for each in db.session.query(Remark).filter_by(kind=RemarkKind.NOTE)]


def send_letters(house):
    handed = [
        [row.id, row.attempts]
        for row in db.session.query(OutboxMessage).filter_by(tell=Tell.TELL_CITIZEN, done_at=None)
    ]
    jobs.carry_out("letters", handed)
    return [email.message_from_bytes(each.content, policy=policy.default) for each in house.letters]
