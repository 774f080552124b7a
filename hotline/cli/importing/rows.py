"""What a row of an old archive means: a contact still open, or a matter that was answered. Reads, writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import ValidationError

from hotline.cli.importing.sheets import Row
from hotline.domain.contact import Contact
from hotline.domain.text_input import past_moment
from hotline.domain.vocabulary import Channel, Kind
from hotline.errors import BadInput
from hotline.flow.doors.archiving import Ended
from hotline.schemas.old_tickets import HEADINGS, OldTicket

OLD_TICKET = OldTicket()
QUIET: Mapping[str, str] = {"phone": "电话号码不正确。"}  # the usual words quote the number, and a report goes round


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What is true for every row: where it came from where it does not say, the departments by name and id, now."""

    channel: Channel
    departments: Mapping[str, str]
    at: datetime


@dataclass(frozen=True)
class Read:
    """A row that was understood, or the reason why not."""

    place: int
    matter: Contact | Ended | None
    trouble: str = ""

    @property
    def contact(self) -> Contact | None:
        """Return what the citizen said."""
        return self.matter.contact if isinstance(self.matter, Ended) else self.matter


def read(row: Row, reading: Reading) -> Read:
    """Return what a row means; never raises for what stands in it."""
    if row.cells is None:
        return Read(row.place, None, row.trouble)
    try:
        return Read(row.place, _matter(dict(OLD_TICKET.load(row.cells)), reading))
    except BadInput as error:
        return Read(row.place, None, error.message)
    except ValidationError as error:
        return Read(row.place, None, _said(error))


def _matter(values: dict[str, Any], reading: Reading) -> Contact | Ended:
    named, answer, basis = (values.pop(name, "") for name in ("department", "answer", "basis"))
    answered_at = values.pop("answered_at", None)
    received_at = _past(values.pop("received_at", None), reading, "received_at")
    contact = Contact(
        channel=values.pop("channel", None) or reading.channel,
        kind=values.pop("kind", None) or Kind.OTHER,
        citizen_name=values.pop("name", ""),
        citizen_phone=values.pop("phone", ""),
        citizen_email=values.pop("email", ""),
        received_at=received_at,
        **values,
    )
    if not answer:
        return contact
    if named not in reading.departments:
        raise BadInput(
            f"有答复的工单须写明目录中的承办单位，“{named}”不在目录中。" if named else "有答复而没有承办单位。"
        )
    answered_at = _past(answered_at, reading, "answered_at") or received_at or reading.at
    if received_at and answered_at < received_at:
        raise BadInput("答复时间早于受理时间。")
    return Ended(
        contact=contact, department_id=reading.departments[named], answer=answer, basis=basis, answered_at=answered_at
    )


def _past(moment: datetime | None, reading: Reading, field: str) -> datetime | None:
    return None if moment is None else past_moment(moment, now=reading.at, field=field)


def _said(error: ValidationError) -> str:
    messages = error.messages if isinstance(error.messages, dict) else {}
    return "".join(
        f"{HEADINGS[name][0]}：{QUIET.get(name) or ' '.join(map(str, said))}" for name, said in messages.items()
    )
