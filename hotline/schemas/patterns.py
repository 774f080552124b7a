"""What other systems are told of texts as regular expressions, and whether a value fits what they were told.

Only what every regular-expression engine reads alike: no look-ahead, no classes by property. Knows no field.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

# Letters and digits of Chinese, Latin, Greek, Cyrillic, Hebrew, Arabic, Uyghur, Devanagari, Thai, Tibetan, Mongolian,
# kana, Yi and Korean: a text of nothing but signs says nothing.
SAYS_SOMETHING = (
    r"[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0391-\u03a1\u03a3-\u03ff\u0400-\u0481\u048a-\u052f\u05d0-\u05ea"
    r"\u0620-\u064a\u0671-\u06d3\u0904-\u0939\u0e01-\u0e30\u0f40-\u0f47\u0f49-\u0f6c\u1820-\u1878\u1e00-\u1eff"
    r"\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48c\uac00-\ud7a3\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
# Without letters that NFKC writes as two or others (ŉ, Ŀ, Ǆ, ゟ): what fits must still fit, and be as long, when kept.
KEY = (
    r"^[ -~\u00c0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u01c3\u01cd-\u01f0\u01f4-\u024f"
    r"\u3041-\u309a\u309d\u309e\u30a0-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]{0,200}$"
)
IDEMPOTENCY_KEY = r"^[!-~](?:[ -~]{0,198}[!-~])?$"
BATCH_KEY = r"^[!-~](?:[ -~]{0,188}[!-~])?$"  # each message of a batch has the key with its place behind it
_GAP = r"[ ().\u00b7-]{0,2}"
_86 = rf"(?:(?:\+|00)?86{_GAP})?"
_MOBILE = rf"{_86}1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}"
_LINE = rf"(?:010|02[0-9]|0[3-9][0-9]{{2}}){_GAP}[2-8](?:{_GAP}[0-9]){{6,7}}"
_SERVICE_LINE = rf"[48]00{_GAP}[0-9](?:{_GAP}[0-9]){{6}}"
_ABROAD = r"\+(?:[1-79][0-9]{6,14}|8[0-57-9][0-9]{5,13})"
PHONE = rf"^(?:{_MOBILE}|{_86}{_LINE}|{_LINE}[转x#,][0-9]{{1,6}}|{_SERVICE_LINE}|{_ABROAD})?$"
MAIL = r"^(?:[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,20})?$"
SERVICE_NUMBER = r"^[0-9]{15,24}$"


def moments_before(day: date) -> str:
    """Return the pattern of moments from 2000 to the end of the day before; today is for the clock to judge."""
    last = day - timedelta(days=1)
    months = "|".join(f"{month:02d}" for month in range(1, last.month))
    year = last.year - 2000
    earlier_years = "|".join(f"20{each:02d}" for each in range(year))
    days = "|".join(f"{each:02d}" for each in range(1, last.day + 1))
    this_year = [f"{last.year}-(?:{months})-[0-9]{{2}}"] if months else []
    dates = "|".join(
        [f"(?:{earlier_years})-[0-9]{{2}}-[0-9]{{2}}", *this_year, f"{last.year}-{last.month:02d}-(?:{days})"]
    )
    return f"^(?:{dates})T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:[.][0-9]{{1,6}})?(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})$"


def fits(described: Mapping[str, Any], value: str) -> bool:
    """Tell whether a text fits its own description; full-width signs count as the plain ones they stand for."""
    if len(value) > described.get("maxLength", len(value)):
        return False
    pattern = described.get("pattern")
    return not pattern or bool(_reading(pattern).search(unicodedata.normalize("NFKC", value)))


@cache
def _reading(pattern: str) -> re.Pattern[str]:
    r"""Return the pattern as Python reads it: our ``$`` would also match before a line's end, theirs does not."""
    return re.compile(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern)
