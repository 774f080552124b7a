"""The service number that is read aloud, and the query code that goes with it.

A number is YYYYMMDD, the day's sequence (six digits, more when a day needs them) and one check digit by Damm's scheme,
which catches every single wrong digit and every swap of neighbours. Knows no ticket and no database.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date

from stdnum import damm

from hotline.errors import MalformedNumber, WrongCheckDigit

SEQUENCE_DIGITS = 6
SHORTEST, LONGEST = 8 + SEQUENCE_DIGITS + 1, 8 + 12 + 1

# Crockford's 32 signs: 8 of them are 40 bits; I, L and O are left out and read as 1, 1 and 0, U is no sign at all.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8

_WIDE_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Spaces of any width and hyphens of any length, as people and word processors put them between groups.
_SEPARATORS = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\-\u2010-\u2015\u2212\u00ad]+")
_LOOKALIKES = str.maketrans("ILO", "110")


@dataclass(frozen=True, order=True)
class ServiceNumber:
    """The n-th ticket of a day; ``str()`` gives the digits that people are told."""

    day: date
    sequence: int

    def __str__(self) -> str:
        return compose(self.day, self.sequence)


def compose(day: date, sequence: int) -> str:
    """Return the digits of the ``sequence``-th number (from 1) of a day; raise ValueError for a sequence below 1."""
    if not 1 <= sequence < 10**12:
        raise ValueError(f"the daily sequence runs from 1, not {sequence}")
    body = f"{day.year:04d}{day:%m%d}{sequence:0{SEQUENCE_DIGITS}d}"
    return body + damm.calc_check_digit(body)


def parse(text: str) -> ServiceNumber:
    """Read a number as people write it, with spaces, hyphens or full-width digits.

    Raises WrongCheckDigit where a digit was mistyped or two were swapped, MalformedNumber where it is no number.
    """
    digits = _SEPARATORS.sub("", text.translate(_WIDE_TO_ASCII))
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        raise MalformedNumber(field="number")
    if not damm.is_valid(digits):
        raise WrongCheckDigit(field="number")
    return _number_of(digits[:-1])


def _number_of(body: str) -> ServiceNumber:
    sequence = body[8:]
    try:
        day = date(int(body[:4]), int(body[4:6]), int(body[6:8]))
    except ValueError:
        raise MalformedNumber("服务编号开头的8位应为日期，请核对后重新输入。", field="number") from None
    if int(sequence) == 0 or (len(sequence) > SEQUENCE_DIGITS and sequence.startswith("0")):
        raise MalformedNumber(field="number")
    return ServiceNumber(day, int(sequence))


def spoken(number: ServiceNumber | str) -> str:
    """Return the digits in the groups in which they are read aloud: year, day, sequence by threes, check digit."""
    digits = str(number)
    sequence = digits[8:-1]
    head = len(sequence) % 3
    groups = [sequence[:head]] if head else []
    groups += [sequence[at : at + 3] for at in range(head, len(sequence), 3)]
    return " ".join([digits[:4], digits[4:8], *groups, digits[-1]])


def new_query_code() -> str:
    """Return a fresh secret of 40 random bits that opens one citizen's view of one ticket."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def normalise_query_code(text: str) -> str:
    """Return the code as it is stored: capitals, no separators, full-width and look-alike letters folded.

    Never raises: what is no code simply equals none.
    """
    return _SEPARATORS.sub("", text.translate(_WIDE_TO_ASCII)).upper().translate(_LOOKALIKES)


def spoken_query_code(code: str) -> str:
    """Return the code in two groups of four, as it is printed and read aloud."""
    return f"{code[:4]} {code[4:]}"
