"""What is written to citizens and departments because of a step: number and state in words, never what was said.

A letter says that something happened and where to read it; the matter itself stays behind query code and sign-in.
Sends nothing.
"""

import functools
import re
from dataclasses import replace
from datetime import datetime
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from hotline.db import db
from hotline.domain.city import city_time
from hotline.domain.letters_back import mark_of
from hotline.domain.lifecycle import Action
from hotline.domain.mailboxes import load_mailboxes, own_file
from hotline.errors import ConfigurationError
from hotline.flow.casework import more_time
from hotline.models import Assignment, Department, Message, OutboxMessage, Reminder, SupervisionOrder, Ticket
from hotline.parts import parts
from workers.channels import Letter

MOST_LINES = 50  # of reminders in one letter; beyond, a list in the system is easier to read
TO_CITIZEN = {
    Action.ASK: "请补充情况",
    Action.DECLINE: "不予受理告知",
    Action.SETTLE: "已当场答复",
    Action.PAUSE: "请补充情况",
    Action.EXTEND: "办理期限调整",
    Action.APPROVE: "已有答复",
    Action.REOPEN: "重新办理",
    Action.MERGE: "合并办理",
    Action.SPLIT: "恢复单独办理",
    Action.LINK: "已有答复",
}
RECEIVED = "来信已受理"  # to who wrote a mail; the table tells of no other receipt, for the page shows it
SHORT = "【12345热线】您的诉求{number}{title}。请凭服务编号和查询码在网站查询，或拨打12345。"
MOBILE = re.compile(r"1[3-9][0-9]{9}")  # a landline takes no short message
TO_DEPARTMENT: dict[str, str] = {
    Action.DISPATCH: "新工单待签收",
    Action.RULE: "裁定由贵单位办理",
    Action.JOIN: "增加协办单位",
    Action.SUPPLY: "市民已补充情况",
    Action.RESUME: "恢复办理",
    Action.RECALL: "退单申请已同意",
    Action.EXTEND: "延期申请已同意",
    Action.REJECT: "答复退回重办",
    Action.MERGE: "工单已并入",
    Action.SPLIT: "工单恢复单独办理",
    more_time.ASKED: "协办单位申请延期，请答复",
    more_time.DECIDED: "协办延期申请已答复",
}


def to_citizens(row: OutboxMessage) -> list[Letter]:
    """Return one letter for each citizen of the ticket who was not written to yet."""
    action, ticket = Action(row.facts["action"]), row.its_ticket
    here_or_home = or_(Message.ticket_id == ticket.id, Message.home_ticket_id == ticket.id)  # merged meanwhile
    citizens = select(Message).where(here_or_home).order_by(Message.id)
    is_receipt = action is Action.RECEIVE
    if is_receipt:  # a receipt is for who wrote, not for who stands beside by now
        citizens = citizens.where(Message.id == row.facts["message"])
    letters = []
    for message in db.session.scalars(citizens):
        number = _number_given_to(message)
        words = {"title": TO_CITIZEN.get(action, RECEIVED), "number": number, "promised": _day(ticket.promised_at)}
        words |= {"reply": _read_by_us() if message.citizen_email else ""}
        if is_receipt:
            words |= {"code": message.query_code, "left_out": str(row.facts["left_out"] or "")}
        folder = "mail" if is_receipt else "citizen"
        letter = _letter(row, f"m{message.id}", message.citizen_email, words=words, folder=folder)
        phone = message.citizen_phone if MOBILE.fullmatch(message.citizen_phone) else ""
        mark = mark_of(message.id, secret=parts().settings.secret_key)
        letters.append(replace(letter, phone=phone, short=SHORT.format(**words), mark=mark, reply_to=words["reply"]))
    return _not_sent_yet(row, letters)


def _read_by_us() -> str:
    """Return the address of the first mailbox that is read by us; empty where none is, or none can be told."""
    try:
        boxes = load_mailboxes(own_file(parts().settings.data_dir))
    except ConfigurationError:
        return ""
    return boxes[0].address if boxes else ""


def to_departments(row: OutboxMessage) -> list[Letter]:
    """Return one letter for each department that had a part in the ticket at that step and was not written to yet.

    A row that says ``only`` is for one of them.
    """
    action, ticket = row.facts["action"], row.its_ticket
    at_the_time = (
        select(Department)
        .join(Assignment, Assignment.department_id == Department.id)
        .where(Assignment.ticket_id == ticket.id, Assignment.since <= row.created_at)
        .where(or_(Assignment.ended_at.is_(None), Assignment.ended_at >= row.created_at))
    )
    if "only" in row.facts:
        at_the_time = at_the_time.where(Department.id == row.facts["only"])
    words = {"title": TO_DEPARTMENT[action], "number": ticket.number, "promised": _day(ticket.promised_at)}
    departments = db.session.scalars(at_the_time.order_by(Department.position)).unique()
    letters = [_letter(row, each.id, each.email, words=words, folder="department") for each in departments]
    return _not_sent_yet(row, letters)


def of_order(row: OutboxMessage) -> list[Letter]:
    """Return the letter to the department that an order was sent to, if it was not written to yet."""
    order = db.session.scalars(
        select(SupervisionOrder).filter_by(ticket_id=row.ticket_id, serial=row.facts["order"])
    ).one()
    words = {
        "title": f"{order.kind.label}待答复",
        "kind": order.kind.label,
        "number": row.its_ticket.number,
        "serial": str(order.serial),
        "due": _day(order.deadline.due_at),
    }
    letter = Letter(
        key=f"hotline-{row.id}-{order.department_id}",
        kind=f"department/order_{row.facts['what']}",
        service_number=row.its_ticket.number,
        address=order.department.email.strip(),
        subject=f"【12345热线】{words['title']}（{words['number']}）",
        body=_templates().get_template(f"department_order_{row.facts['what']}.txt").render(words),
    )
    return _not_sent_yet(row, [letter])


def of_reminders(row: OutboxMessage) -> list[Letter]:
    """Return one letter that lists a round's reminders to one department, if it was not written to yet."""
    department = db.session.get_one(Department, row.facts["department"])
    said = list(
        db.session.scalars(
            select(Reminder)
            .where(Reminder.id.in_(row.facts["reminders"]))
            .options(joinedload(Reminder.ticket), joinedload(Reminder.deadline))
            .order_by(Reminder.planned_at, Reminder.id)
        )
    )
    late = sum(each.late for each in said)
    lines = [_line_about(each) for each in said[:MOST_LINES]]
    letter = Letter(
        key=f"hotline-{row.id}-{department.id}",
        kind="department/remind",
        service_number="many",
        address=department.email.strip(),
        subject=f"【12345热线】{len(said)}项期限提醒",
        body=_templates().get_template("department_remind.txt").render(total=len(said), late=late, lines=lines),
    )
    return _not_sent_yet(row, [letter])


def _line_about(reminder: Reminder) -> dict[str, str]:
    return {
        "number": reminder.ticket.number,
        "title": reminder.title,
        "clock": reminder.deadline.clock.label,
        "due": _moment(reminder.deadline.due_at),
        "planned": _moment(reminder.planned_at) if reminder.late else "",
        "because": reminder.because,
    }


def _letter(row: OutboxMessage, reader: str, address: str, *, words: dict[str, str], folder: str) -> Letter:
    action = row.facts["action"]
    return Letter(
        key=f"hotline-{row.id}-{reader}",
        kind=f"{folder}/{action}",
        service_number=words["number"],
        address=address.strip(),
        subject=f"【12345热线】{words['title']}（{words['number']}）",
        body=_templates().get_template(f"{folder}_{action}.txt").render(words),
    )


def _not_sent_yet(row: OutboxMessage, letters: list[Letter]) -> list[Letter]:
    sent = row.facts.get("sent", ())
    return [letter for letter in letters if letter.key not in sent]


def _number_given_to(message: Message) -> str:
    """Return the number that this citizen holds; a merged message keeps the one it was given at first."""
    home = message.home_ticket_id or message.ticket_id
    return str(db.session.scalars(select(Ticket.number).filter_by(id=home)).one())


def _moment(moment: datetime) -> str:
    return f"{_day(moment)}{city_time(moment):%H:%M}"


def _day(moment: datetime | None) -> str:
    if moment is None:
        return ""
    day = city_time(moment)
    return f"{day.year}年{day.month}月{day.day}日"


@functools.cache
def _templates() -> Environment:
    folder = FileSystemLoader(str(files("templates") / "messages"))
    # Plain text for a mail body: nothing to escape.
    return Environment(loader=folder, undefined=StrictUndefined, trim_blocks=True, autoescape=False)  # noqa: S701
