"""A mail's bytes as what a citizen said, with the files that may be kept and why others may not. Writes to no table.

The files are examined as those of every door are (hotline.attachments).
"""

import email
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Source
from email.policy import compat32

from hotline.attachments import Examined, Scanner, examine_and_scan
from hotline.domain.contact import Contact
from hotline.domain.enclosures import MOST_FILES, Enclosure
from hotline.domain.letters_back import find_answered
from hotline.domain.mail import Mail
from hotline.domain.mailboxes import Mailbox
from hotline.domain.text_input import TEXT_LIMIT, clean_text, past_moment, required_text
from hotline.domain.vocabulary import Channel
from hotline.errors import BadInput
from workers.mailboxes import headers
from workers.mailboxes.bodies import File, said_in, without_quote
from workers.mailboxes.imap import Fetched

NO_TEXT = "（邮件没有正文，请看附件。）"
TOO_LONG = f"邮件正文超过{TEXT_LIMIT:,}个字，只收下前面的部分，全文在邮箱里。"
TOO_LARGE = "邮件过大，只收下了文字，附件请到邮箱里查看。"
NOTHING = "邮件里没有可读的内容"
LONGEST_ID = 200


class NotTaken(Exception):
    """The mail is none of a citizen, or says nothing; the text says why and names nobody."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """What is needed to understand the mails of one mailbox; ``keep`` puts a file that may be kept where files lie."""

    box: Mailbox
    secret: str
    keep: Callable[[Examined], None]
    scanner: Scanner | None = None

    def understand(self, fetched: Fetched, *, at: datetime) -> Mail:
        """Return what a mail says; raises NotTaken where it is none of a citizen or says nothing."""
        # The old policy reads every header as it came; the newer one fails on some that are broken.
        mail = email.message_from_bytes(fetched.source, policy=compat32)
        if why := headers.why_not_from_a_person(mail, own=self.box.address):
            raise NotTaken(why)
        said = said_in(mail)
        text, cut = _cut(said.text)
        files = said.files if fetched.whole else []
        title = headers.title_of(mail)
        written = _written(title, text, has_files=bool(files))
        kept, refused = self._examined(files)
        name, address = headers.sender_of(mail)
        contact = Contact(
            channel=Channel.EMAIL,
            title=headers.short_title(title),
            text=written,
            citizen_name=name,
            citizen_email=address,
            external_id=known_as(mail, fetched.source),
            received_at=_arrived(fetched.arrived, at=at),
            enclosures=kept,
        )
        left_out = (*refused, *([TOO_LONG] if cut else []), *([] if fetched.whole else [TOO_LARGE]))
        return Mail(
            known_as=contact.external_id or "",
            contact=contact,
            left_out=left_out,
            answered=find_answered(headers.answered_ids(mail), secret=self.secret),
            reply=without_quote(text) or written,
        )

    def _examined(self, files: list[File]) -> tuple[tuple[Enclosure, ...], list[str]]:
        """Keep the files that may be kept, and say of each other one why not; none of them stops the mail."""
        kept: dict[str, Enclosure] = {}
        beyond = len(files) - MOST_FILES
        refused = [f"邮件附件最多收{MOST_FILES}个，另有{beyond}个留在邮箱里。"] if beyond > 0 else []
        for each in files[:MOST_FILES]:
            try:
                examined = examine_and_scan(each.content, each.name, self.scanner)
            except BadInput as refusal:
                refused.append(f"邮件附件未收下：{refusal.message}")
                continue
            self.keep(examined)
            kept[examined.enclosure.digest] = examined.enclosure
        return tuple(kept.values()), refused


def known_as(mail: Source, source: bytes) -> str:
    """Return under which id a mail is known: its Message-ID, else a digest of the whole."""
    told = headers.id_of(mail)
    if not told:
        return f"sha256:{hashlib.sha256(source).hexdigest()}"
    return told if len(told) <= LONGEST_ID else f"sha256:{hashlib.sha256(told.encode()).hexdigest()}"


def known_by(id_line: bytes) -> str:
    """Return the id that a mail's Message-ID line alone tells; empty where it tells none."""
    mail = email.message_from_bytes(id_line, policy=compat32)
    return known_as(mail, id_line) if headers.id_of(mail) else ""


def _cut(text: str) -> tuple[str, bool]:
    plain = clean_text(text[: 2 * TEXT_LIMIT], limit=4 * TEXT_LIMIT)
    return plain[:TEXT_LIMIT], len(plain) > TEXT_LIMIT or len(text) > 2 * TEXT_LIMIT


def _written(title: str, text: str, *, has_files: bool) -> str:
    """Return the words as they are kept: the text, under a title that is too long for one; else the title alone."""
    whole = f"{title}\n{text}".strip()[:TEXT_LIMIT] if headers.short_title(title) != title else text
    for words in (whole, title):
        try:
            return required_text(words)
        except BadInput:
            continue
    if has_files:
        return NO_TEXT
    raise NotTaken(NOTHING)


def _arrived(moment: datetime | None, *, at: datetime) -> datetime | None:
    try:
        return past_moment(moment, now=at) if moment else None
    except BadInput:
        return None
