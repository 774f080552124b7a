"""Fields that only forms have: days, degrees, the numbers that a page carries. Knows no form, no table, no clock."""

import re
import unicodedata
from datetime import date
from typing import Any, ClassVar

from hotline.errors import BadInput
from hotline.schemas.fields import SHORT_LINE, Phone, Plain

LONGEST_WHOLE = 9
_DIGITS = re.compile(r"\+?[0-9]{7,20}")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class Day(Plain):
    """A day as a date field or a person writes it: 2026-11-24, 2026/11/24, 2026年11月24日; None for an empty one."""

    described: ClassVar[dict[str, Any]] = {"type": "string", "format": "date"}

    def clean(self, value: str, field: str) -> date | None:
        """Return the day; raises BadInput where it is none."""
        plain = unicodedata.normalize("NFKC", value[:SHORT_LINE]).replace(" ", "")
        if not plain:
            return None
        found = _DATE.fullmatch(plain)
        try:
            return date(*(int(part) for part in found.groups())) if found else date.fromisoformat(plain)
        except ValueError:
            raise BadInput("日期不正确，请写成 2026-11-24 这样的格式。", field=field) from None


class Degrees(Plain):
    """A latitude or longitude in WGS-84, kept as it was written; "" for an empty one."""

    described: ClassVar[dict[str, Any]] = {"type": "number"}

    def __init__(self, *, most: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: str, field: str) -> str:
        """Return the degrees; raises BadInput for what lies nowhere."""
        plain = unicodedata.normalize("NFKC", value[:SHORT_LINE]).strip()
        if plain and not (_DEGREES.fullmatch(plain) and abs(float(plain)) <= self.most):
            raise BadInput(f"{field} 应为 -{self.most:g} 至 {self.most:g} 之间的度数。", field=field)
        return plain


class Whole(Plain):
    """A whole number that the page itself carries, as a hidden field."""

    described: ClassVar[dict[str, Any]] = {"type": "integer"}

    def clean(self, value: str, field: str) -> int:
        """Return the number; raises BadInput for what is none."""
        if not (value.isascii() and value.isdigit()) or len(value) > LONGEST_WHOLE:
            raise BadInput("页面不完整，请刷新后重新提交。", field=field)
        return int(value)


class Count(Plain):
    """A whole number between two bounds, as an address carries it."""

    described: ClassVar[dict[str, Any]] = {"type": "integer"}

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def clean(self, value: str, field: str) -> int:
        """Return the number; raises BadInput for what is none or lies outside."""
        is_number = value.isascii() and value.isdigit() and len(value) <= LONGEST_WHOLE
        if not is_number or not self.least <= int(value) <= self.most:
            raise BadInput(f"{field} 应为{self.least}至{self.most}的整数。", field=field)
        return int(value)


class AnyPhone(Phone):
    """A phone number of any country, as applications written for other cities send it."""

    def clean(self, value: str, field: str) -> str:
        """Return the number in our spelling, or its digits where they may be a number elsewhere; raises BadInput."""
        digits = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", value[:SHORT_LINE]))
        try:
            return super().clean(value, field)
        except BadInput:
            if not _DIGITS.fullmatch(digits):
                raise
            return digits
