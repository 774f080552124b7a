"""What a mail says and what lies beside it: its text, plain where there is a plain one, and its files.

Knows no header and no ticket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Source

from workers.boards.markup import plain
from workers.mailboxes.charsets import read_bytes, read_header

DEEPEST = 20  # parts in parts
SILENT = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
ENDINGS = {"image/jpeg": "图片.jpg", "image/png": "图片.png", "image/gif": "图片.gif", "application/pdf": "文件.pdf"}
# How mail programs begin what they quote: QQ, Foxmail, Outlook, 163, Apple and Gmail.
_QUOTED = re.compile(
    r"^(?:[-_ ]*(?:原始邮件|邮件原件|转发邮件信息|Original Message|Original)[-_ ]*|_{20,}|"
    r".{0,80}(?:写道|wrote)\s*[:：]|(?:发件人|From)\s*[:：].{0,200})\s*$",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True)
class File:
    """A file as the mail brought it."""

    name: str
    content: bytes
    beside: bool  # sent beside the text, not drawn into it


@dataclass
class Said:
    """What was found in a mail."""

    text: str = ""
    files: list[File] = field(default_factory=list)


def said_in(mail: Source) -> Said:
    """Return the text and the files of a mail, files that were sent as such before pictures in the text."""
    said = Said()
    said.text = _read(mail, said, depth=0).strip()
    said.files.sort(key=lambda each: not each.beside)
    return said


def without_quote(text: str) -> str:
    """Return what was written above a quoted letter; the whole where nothing stands above it."""
    found = _QUOTED.search(text)
    above = text[: found.start()] if found else text
    own = "\n".join(line for line in above.splitlines() if not line.lstrip().startswith(">")).strip()
    return own or text


def _read(part: Source, said: Said, *, depth: int) -> str:
    if depth > DEEPEST:
        return ""
    if part.is_multipart():
        texts = [(each.get_content_type(), _read(each, said, depth=depth + 1)) for each in _children(part)]
        if part.get_content_subtype() == "alternative":
            return _best(texts)
        return "\n".join(text for _, text in texts if text.strip())
    name = _name_of(part)
    if part.get_content_type() in ("text/plain", "text/html") and not name and _disposition(part) != "attachment":
        return _text_of(part)
    if part.get_content_type() not in SILENT and part.get_content_maintype() != "message":
        _add_file(part, name, said)
    return ""


def _best(texts: list[tuple[str, str]]) -> str:
    """Return the plain one of several dresses of one text where it says something, else the last that does."""
    speaking = [(kind, text) for kind, text in texts if text.strip()]
    plain_ones = [text for kind, text in speaking if kind == "text/plain"]
    return plain_ones[0] if plain_ones else speaking[-1][1] if speaking else ""


def _children(part: Source) -> Iterator[Source]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (each for each in payload if isinstance(each, Source))


def _text_of(part: Source) -> str:
    text = read_bytes(_content_of(part), str(part.get_param("charset") or ""))
    return plain(text) if part.get_content_subtype() == "html" else text


def _content_of(part: Source) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _add_file(part: Source, name: str, said: Said) -> None:
    content = _content_of(part)
    if content:
        shown = name or ENDINGS.get(part.get_content_type(), "附件")
        said.files.append(File(shown, content, beside=_disposition(part) == "attachment"))


def _name_of(part: Source) -> str:
    try:
        return " ".join(read_header(part.get_filename() or "").split())
    except (ValueError, LookupError, TypeError):
        return "附件"


def _disposition(part: Source) -> str:
    return str(part.get("content-disposition") or "").partition(";")[0].strip().casefold()
