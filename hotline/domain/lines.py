"""The lines beside 12345 and how each was merged, as dated configuration. Knows no ticket.

Three forms of 国办发〔2020〕53号: 整体并入 (the number is gone), 双号并行 (kept beside 12345), 设分中心 (joins as a
sub-centre to which a call can be handed over).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from hotline.domain.city import city_time
from hotline.domain.vocabulary import Labelled
from hotline.errors import BadInput, ConfigurationError

FILE_NAME = "retained_lines.json"


class MergeForm(Labelled):
    """How a line was merged into 12345."""

    MERGED = "merged", "整体并入"
    BESIDE = "beside", "双号并行"
    SUB_CENTRE = "sub_centre", "设分中心"


class Standing(Labelled):
    """Where a handed-over matter stands at the other centre."""

    HANDED = "handed", "已转交"
    ACCEPTED = "accepted", "分中心已受理"
    HANDLING = "handling", "分中心办理中"
    ANSWERED = "answered", "分中心已答复"
    CLOSED = "closed", "分中心已办结"
    RETURNED = "returned", "分中心申请退回"


# What its centre hears of a handed-over ticket, by the journal's word; of everything else, nothing.
TOLD_CENTRE: Mapping[str, str] = {
    "handed_over": "转交贵中心办理",
    "reject": "答复需要完善，请继续办理",
    "petition.send_back.refused": "退回申请未获同意，请继续办理",
    "recall": "工单已收回，贵中心不再办理",
    "pause": "已请市民补充，暂停计时",
    "supply": "市民已补充情况，请继续办理",
    "resume": "恢复办理",
    "extend": "办理期限延长",
    "remark.supplement": "市民补充了情况",
    "remark.urge": "市民催办",
    "merged_in": "另有市民反映同一件事，已并入",
    "split_off": "一件并入的来电已拆出",
    "merge": "已并入另一张工单，贵中心不再办理",
    "split": "恢复单独办理",
    "withdraw": "市民撤回诉求，不再办理",
    "approve": "答复审核通过",
    "reopen": "市民要求重办，工单已收回重新派单",
}
# Notes of these were written to whoever handles the ticket; all others stay in the house.
NOTES_TO_CENTRE = frozenset({"handed_over", "reject", "petition.send_back.refused", "recall"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line, in force between two days; ``department`` is the id of who runs it."""

    id: str
    number: str
    name: str
    form: MergeForm
    department: str
    covers: str
    first_day: date
    last_day: date | None

    @property
    def takes_calls(self) -> bool:
        """Tell whether a call may be handed over to it."""
        return self.form is not MergeForm.MERGED

    @property
    def says(self) -> str:
        """Return what a caller is told of it."""
        ways = {
            MergeForm.MERGED: f"{self.number}已整体并入12345，直接由12345受理",
            MergeForm.BESIDE: f"也可以拨打{self.number}（{self.name}），两个号码都受理",
            MergeForm.SUB_CENTRE: f"由12345转给{self.name}（{self.number}）分中心办理，仍用12345的编号查询进度",
        }
        return ways[self.form]


def load_lines(path: Path | None = None) -> tuple[Line, ...]:
    """Return the table of lines; raises ConfigurationError where it cannot be read as a whole."""
    source = path or Path(str(files("data") / FILE_NAME))
    try:
        rows = json.loads(source.read_text(encoding="utf-8"))["lines"]
        lines = tuple(_line(row) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ConfigurationError(f"{source.name}：热线归并表无法读取（{problem!r}）。") from problem
    if len({line.id for line in lines}) != len(lines):
        raise ConfigurationError(f"{source.name}：热线编号有重复。")
    return lines


def lines_in_force(lines: tuple[Line, ...], at: datetime) -> tuple[Line, ...]:
    """Return the lines of that day."""
    day = city_time(at).date()
    return tuple(each for each in lines if each.first_day <= day and (each.last_day is None or day <= each.last_day))


def centre_of(lines: tuple[Line, ...], line_id: str, at: datetime) -> Line:
    """Return the line of this id that takes calls on that day; raises BadInput for any other."""
    for line in lines_in_force(lines, at):
        if line.id == line_id and line.takes_calls:
            return line
    raise BadInput("请选择现有的、接收转交的热线。", field="line")


def _line(row: Mapping[str, Any]) -> Line:
    form = {each.label: each for each in MergeForm}[row["form"]]
    last = row["to"]
    return Line(
        id=str(row["id"]),
        number=str(row["number"]),
        name=str(row["name"]),
        form=form,
        department=str(row["department"]),
        covers=str(row["for"]),
        first_day=date.fromisoformat(row["from"]),
        last_day=date.fromisoformat(last) if last else None,
    )
