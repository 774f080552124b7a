"""What a mail says about itself: title, sender, ids, and whether a machine sent it. Knows no ticket."""

import re
from email.message import Message as Source
from email.utils import parseaddr

from hotline.domain.text_input import NAME_LIMIT, TITLE_LIMIT, clean_line
from hotline.errors import BadInput
from hotline.schemas.fields import Mail as MailField
from workers.mailboxes.charsets import read_header

LONGEST_HEADER = 4_000  # signs that are looked at; what is longer is no title
MOST_STEPS = 50  # Received lines: a mail that went round so often is in a loop
BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
MACHINES = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply")
AUTOMATIC, RETURNED, MANY = "自动回复或系统自动发出的邮件", "退信或系统通知", "群发邮件"
LOOP = "本热线自己发出的邮件或循环邮件"
_ID = re.compile(r"<?([^<>\s]+@[^<>\s]+)>?")
_OURS = re.compile(r"hotline-\d+-\w+[.@]")


def header(mail: Source, name: str) -> str:
    """Return a header as people read it, on one line; empty where the mail has none."""
    return " ".join(read_header(_raw(mail, name)).split())


def title_of(mail: Source) -> str:
    """Return the whole title, however long."""
    try:
        return clean_line(header(mail, "subject"), limit=LONGEST_HEADER, field="title")
    except BadInput:
        return ""


def short_title(title: str) -> str:
    """Return as much of a title as a ticket's title may have."""
    return title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…"


def sender_of(mail: Source) -> tuple[str, str]:
    """Return the sender's name and address; empty where there is none that could be used."""
    raw = " ".join(_raw(mail, "from").split())
    name, address = parseaddr(raw)
    if "@" not in address:  # a name with a comma or a bracket that nobody quoted
        found = _ID.search(raw)
        name, address = raw.partition("<")[0], found[1] if found else ""
    try:
        address = MailField().clean(address, "email")
        address.encode("ascii")
    except (BadInput, UnicodeEncodeError):
        address = ""
    said = read_header(name).strip("\"' ")
    try:
        said = clean_line(said[:NAME_LIMIT], limit=NAME_LIMIT, field="name")
    except BadInput:
        said = ""
    return "" if "@" in said else said, address


def id_of(mail: Source) -> str:
    """Return the Message-ID without its brackets; empty where there is none."""
    return _visible(header(mail, "message-id").strip("<> "))


def answered_ids(mail: Source) -> tuple[str, ...]:
    """Return the ids of the mails that this one answers, the latest first."""
    named = f"{header(mail, 'references')} {header(mail, 'in-reply-to')}"
    return tuple(reversed(named.split()))


def why_not_from_a_person(mail: Source, *, own: str) -> str:
    """Return why a mail is none of a citizen; empty where it may be one. ``own`` is the mailbox's address."""
    _, address = sender_of(mail)
    steps = len(mail.get_all("received", ()))
    if address.casefold() == own.casefold() or _OURS.match(id_of(mail)) or steps > MOST_STEPS:
        return LOOP
    if _raw(mail, "return-path").strip() == "<>" or mail.get_content_type() == "multipart/report":
        return RETURNED
    if address.partition("@")[0].casefold() in MACHINES:
        return RETURNED
    automatic = header(mail, "auto-submitted").partition(";")[0].strip().casefold()
    if automatic not in ("", "no") or any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond")):
        return AUTOMATIC
    if header(mail, "precedence").casefold() in BULK or mail.get("List-Id"):
        return MANY
    return ""


def _raw(mail: Source, name: str) -> str:
    """Return a header as it came, the first of its name; the parser's own reading fails on broken ones."""
    return next((str(value) for key, value in mail.raw_items() if key.casefold() == name), "")[:LONGEST_HEADER]


def _visible(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())
