"""What is clean input: texts, phone numbers and moments as people send them, made plain or refused with a sentence.

Knows no form and no table; every refusal is a BadInput that names the field it belongs to.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

from hotline.errors import BadInput

TEXT_LIMIT = 20_000
TITLE_LIMIT = 100
NAME_LIMIT = 40
LINE_LIMIT = 200
# Clocks of senders run ahead a little; more than this is a mistake.
CLOCK_TOLERANCE = timedelta(minutes=5)

# Signs that steer the direction of writing can hide what a text says; they are dropped with the control signs.
_CONTROL = (*range(0x20), *range(0x7F, 0xA0))
_STEERING = (0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
_DROPPED = {code: None for code in (*_CONTROL, *_STEERING) if code not in (0x09, 0x0A)}
_BROKEN = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
# Most texts hold none of them; looking takes a tenth of the time of translating.
_UNCLEAN = re.compile(f"[{''.join(map(re.escape, map(chr, _DROPPED)))}\ud800-\udfff]")
_WIDE_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PHONE_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212.·()]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0?[1-9]\d{8,11}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?P<area>010|02\d|0[3-9]\d{2})(?P<line>[2-8]\d{6,7})(?P<more>(?:转|x|#|,)\d{1,6})?")
_SERVICE_LINE = re.compile(r"[48]00\d{7}")
_ABROAD = re.compile(r"\+(?!86)[1-9]\d{6,14}")
PHONE_ADVICE = "请填写11位手机号码，或带区号的座机号码（例如 027-12345678）。"


def clean_text(text: str, *, limit: int = TEXT_LIMIT, field: str = "text") -> str:
    """Return the text in NFC with plain line ends and without control signs; raise BadInput where it is too long."""
    _refuse_longer(text, 4 * limit, limit=limit, field=field)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if _UNCLEAN.search(plain):
        plain = plain.translate(_BROKEN).translate(_DROPPED)
    plain = unicodedata.normalize("NFC", plain).strip()
    _refuse_longer(plain, limit, limit=limit, field=field)
    return plain


def required_text(text: str, *, limit: int = TEXT_LIMIT, field: str = "text") -> str:
    """Return the text as ``clean_text`` does; raise BadInput where nothing readable is left."""
    plain = clean_text(text, limit=limit, field=field)
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in plain):
        raise BadInput("请填写内容：这一项不能为空，也不能只有标点。", field=field)
    return plain


def clean_title(title: str, *, field: str = "title") -> str:
    """Return a title on one line of at most 100 characters; raise BadInput where it is longer."""
    return clean_line(title, limit=TITLE_LIMIT, field=field)


def clean_line(text: str, *, limit: int = LINE_LIMIT, field: str) -> str:
    """Return a short text on one line (a name, a place); raise BadInput where it is too long."""
    _refuse_longer(text, 4 * limit, limit=limit, field=field)
    line = " ".join(clean_text(text, limit=4 * limit, field=field).split())
    _refuse_longer(line, limit, limit=limit, field=field)
    return line


def normalise_phone(phone: str, *, field: str = "phone") -> str:
    """Return a phone number as 13812345678, 027-12345678, 4001234567 or +85212345678; "" stays "".

    Takes full-width digits, spaces, hyphens and +86; raises BadInput for what can be no phone number.
    """
    compact = _PHONE_SEPARATORS.sub("", clean_line(phone, field=field).translate(_WIDE_TO_ASCII)).lower()
    if not compact or _SERVICE_LINE.fullmatch(compact):
        return compact
    national = _national(_COUNTRY.sub("", compact))
    if _MOBILE.fullmatch(national) or _ABROAD.fullmatch(national):
        return national
    if (line := _LANDLINE.fullmatch(national)) is None:
        raise BadInput(f"电话号码“{phone.strip()[:30]}”不正确。{PHONE_ADVICE}", field=field)
    extension = re.sub(r"\D", "", line["more"] or "")
    return f"{line['area']}-{line['line']}" + (f"-{extension}" if extension else "")


def past_moment(moment: datetime, *, now: datetime, field: str = "received_at") -> datetime:
    """Return the moment in UTC; raise BadInput where it has no offset, lies in the future or before 2000."""
    if moment.utcoffset() is None:
        raise BadInput("时间须带时区，例如 2026-11-24T09:30:00+08:00。", field=field)
    if moment > now + CLOCK_TOLERANCE:
        raise BadInput("时间不能晚于现在，请核对后重新填写。", field=field)
    if moment.year < 2000:
        raise BadInput("时间过早，请核对后重新填写。", field=field)
    return min(moment, now).astimezone(UTC)


def _national(digits: str) -> str:
    """Give a landline back the 0 that callers from abroad leave out (+86 27 …)."""
    return f"0{digits}" if re.fullmatch(r"(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}", digits) and len(digits) >= 10 else digits


def _refuse_longer(text: str, most: int, *, limit: int, field: str) -> None:
    if len(text) > most:
        raise BadInput(f"内容过长：最多{limit:,}个字，现有{len(text):,}个字，请精简后再提交。", field=field)
