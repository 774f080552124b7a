"""What passes between us and the sub-centre of a retained line: its reports in, the record of a call out.

The record is the one shape that names a citizen to another house: its centre was asked to call them. Knows no table and
no HTTP.
"""

from typing import Any

from marshmallow import fields

from hotline.domain.lifecycle import State
from hotline.domain.lines import Standing
from hotline.domain.text_input import NAME_LIMIT
from hotline.domain.vocabulary import Kind, Labelled, Resolution, ReturnReason, Urgency
from hotline.errors import BadInput
from hotline.schemas.fields import NOT_AS_DESCRIBED, REQUIRED, Inside, Line, Shape, Text, Word
from hotline.schemas.leaving import Out, OutMany, OutMoment, OutWord

LAST_SEQUENCE = 2**53 - 1  # the largest that every JSON reader keeps whole


class Sequence(fields.Field[int]):
    """A number that grows with every report on a ticket; what a centre counts by is its own affair."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": REQUIRED, "null": REQUIRED, "invalid": NOT_AS_DESCRIBED}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> int:  # noqa: ARG002
        is_whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
        if not is_whole or not 1 <= value <= LAST_SEQUENCE:
            raise self.make_error("invalid")
        return int(value)

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        says = "同一工单的报告依次增大，例如毫秒时间戳；重复报告用同一个数"
        return {"type": "integer", "minimum": 1, "maximum": LAST_SEQUENCE, "description": says}


class Reported(Word):
    """Where a matter stands at the centre; that it was handed over is ours to say."""

    def clean(self, value: str, field: str) -> Labelled | None:
        """Return the word; raises BadInput for any other."""
        standing = super().clean(value, field)
        if standing is Standing.HANDED:
            raise BadInput(f"{self.says}。", field=field)
        return standing

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        described = super().describe()
        handed = (Standing.HANDED.value, Standing.HANDED.label)
        return described | {"enum": [each for each in described["enum"] if each not in handed]}


class ReportOfCentre(Shape):
    """What a centre's own system reports of a ticket that was handed over to it."""

    exact = nulls_are_unsaid = True
    sequence = Sequence(required=True)
    standing = Reported(Standing, says="办理情况不认识", required=True)
    their_number = Line(limit=80)
    text = Text()
    basis = Line()
    leader = Line(limit=NAME_LIMIT)
    resolution = Word(Resolution, says="办理结果不认识")
    reason = Word(ReturnReason, says="退回理由不认识")


class SourceLine(Shape):
    """Of which retained line a system is the centre; empty: of none."""

    line = Line(limit=20, load_default="")


class HandedCitizen(Shape):
    """Whom the centre may call."""

    name = Out(required=True)
    phone = Out(required=True)


class HandedMessage(Shape):
    """One contact, word for word."""

    received_at = OutMoment(required=True)
    text = Out(required=True)
    occurred = Out(required=True)
    place = Out(required=True)
    citizen = Inside(HandedCitizen, allow_none=True, required=True)


class HandedSupplement(Shape):
    """What a citizen added later."""

    at = OutMoment(required=True)
    text = Out(required=True)


class HandedRecord(Shape):
    """The record of a call that was handed over, for its centre and while it handles it."""

    service_number = Out(required=True)
    line = Out(attribute="line_id", required=True)
    handed_at = OutMoment(required=True)
    their_number = Out(required=True, says="贵中心报告过的编号；没有则为空")
    standing = OutWord(Standing, required=True, says="贵中心最近报告的办理情况")
    status = OutWord(State, required=True)
    kind = OutWord(Kind, required=True)
    urgency = OutWord(Urgency, required=True)
    title = Out(required=True)
    district = Out(required=True)
    place = Out(required=True)
    confidential = Out(kind="boolean", required=True, says="市民要求保密：不告知姓名和电话")
    promised_at = OutMoment(nullable=True, required=True)
    messages = OutMany(Inside(HandedMessage), required=True)
    supplements = OutMany(Inside(HandedSupplement), required=True)


class TakenReport(Shape):
    """What became of a centre's report."""

    service_number = Out(required=True)
    sequence = Out(kind="integer", required=True)
    standing = OutWord(Standing, required=True)
    late = Out(kind="boolean", required=True, says="true：已有更新的报告，本条只作记录")
    status = OutWord(State, required=True, says="工单现在的状态")
    status_text = Out(required=True)
