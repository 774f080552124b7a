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
from hotline.errors import ConfigurationError

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
