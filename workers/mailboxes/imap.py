"""One folder of a mail server, over TLS: what lies there after a place, and one mail after another. Deletes nothing.

The words of every trouble are our own: what a server says may quote a mail. Knows no ticket.
"""

import contextlib
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from hotline.domain.mail import Place
from hotline.domain.mailboxes import Mailbox, Security, Then
from hotline.errors import ConfigurationError
from workers.channels import Refused, TryLater
from workers.channels.trouble import say_away

TIMEOUT = SocketTimeout(connect=10, read=60)  # seconds
WHOLE = 40 * 1024 * 1024  # bytes; of a larger mail only the beginning is fetched
BEGINNING = 1024 * 1024
TOGETHER = 200  # mails whose ids are asked for at once
SEEN = rb"\Seen"


@dataclass(frozen=True)
class Fetched:
    """One mail as the server keeps it; ``whole`` is false where it was too large and only begins here."""

    source: bytes
    arrived: datetime | None
    whole: bool


class Withheld(Exception):
    """The server lists a mail and does not give it, though the connection holds."""


class Folder:
    """An open folder; ``validity`` is the server's word under which its numbers count."""

    def __init__(self, box: Mailbox, client: IMAPClient) -> None:
        self.box, self._client = box, client
        if box.then is Then.MOVE and not client.has_capability("MOVE"):
            raise Refused(f"“{box.name}”的邮件服务器不支持移动邮件，请把 then 改为 seen 或 leave")
        opened = client.select_folder(box.folder, readonly=box.then is Then.LEAVE)
        self.validity = int(opened.get(b"UIDVALIDITY", 0))

    def list_after(self, place: Place) -> list[int]:
        """Return the numbers of what came after a place; of everything where the server counts anew."""
        first = place.uid + 1 if place.validity == self.validity else 1
        criteria: list[Any] = ["UID", f"{first}:*"]
        if self.box.since:
            criteria += ["SINCE", self.box.since]
        # "n:*" names the last mail even where it lies before n.
        return sorted(uid for uid in self._client.search(criteria) if uid >= first)

    def ids_of(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return the Message-ID line of each mail, so that what is known need not be fetched."""
        name = b"BODY[HEADER.FIELDS (MESSAGE-ID)]"
        told = self._client.fetch(uids, [b"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
        return {uid: bytes(answer.get(name) or b"") for uid, answer in told.items()}

    def fetch(self, uid: int) -> Fetched | None:
        """Return one mail without marking it as read; None where it is gone by now; raises Withheld."""
        try:
            return self._fetch(uid)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            raise Withheld from None

    def _fetch(self, uid: int) -> Fetched | None:
        size = self._client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
        if size is None:
            return None
        whole = int(size[b"RFC822.SIZE"]) <= WHOLE
        asked = b"BODY.PEEK[]" if whole else b"BODY.PEEK[]<0.%d>" % BEGINNING
        told = self._client.fetch([uid], [asked]).get(uid)
        if told is None:
            return None
        source = told.get(b"BODY[]" if whole else b"BODY[]<0>") or b""
        return Fetched(bytes(source), _in_utc(size.get(b"INTERNALDATE")), whole)

    def put_away(self, uid: int) -> None:
        """Mark a mail that was taken as read, or move it, as the city wishes; raises TryLater where that fails."""
        with _in_our_words(self.box):
            if self.box.then is Then.SEEN:
                self._client.add_flags([uid], [SEEN], silent=True)
            if self.box.then is Then.MOVE:
                self._client.move([uid], self.box.move_to)


@contextlib.contextmanager
def open_folder(box: Mailbox, *, password: str) -> Iterator[Folder]:
    """Open the mailbox's folder; raises TryLater, Refused and ConfigurationError, each with one plain sentence."""
    with _in_our_words(box), _signed_in(box, _password(box, password)) as client:
        yield Folder(box, client)


@contextlib.contextmanager
def _signed_in(box: Mailbox, password: str) -> Iterator[IMAPClient]:
    tls = box.security is Security.TLS
    context = None if box.security is Security.NONE else _context(box)
    client = IMAPClient(box.host, box.port, ssl=tls, ssl_context=context, timeout=TIMEOUT)
    with client:
        client.normalise_times = False
        if box.security is Security.STARTTLS:
            if not client.has_capability("STARTTLS"):
                raise Refused(f"“{box.name}”的邮件服务器不提供 STARTTLS 加密，没有登录")
            client.starttls(context)
        client.login(box.user, password)
        yield client


@contextlib.contextmanager
def _in_our_words(box: Mailbox) -> Iterator[None]:
    try:
        yield
    except LoginError:
        raise Refused(f"“{box.name}”拒绝登录，请核对用户名和密码") from None
    except ssl.SSLCertVerificationError:
        raise Refused(f"“{box.name}”的邮件服务器证书无法验证") from None
    except (IMAPClientError, OSError) as error:
        raise TryLater(say_away(f"“{box.name}”", error)) from None


def _context(box: Mailbox) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=box.ca_file or None)
    except (OSError, ssl.SSLError):
        raise ConfigurationError(f"“{box.name}”的 ca_file 无法读取。") from None


def _password(box: Mailbox, usual: str) -> str:
    if not box.password_file:
        if not usual:
            raise ConfigurationError(f"“{box.name}”没有密码：请写明 password_file，或设置 HOTLINE_MAILBOX_PASSWORD。")
        return usual
    try:
        return Path(box.password_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"“{box.name}”的密码文件无法读取。") from None


def _in_utc(moment: object) -> datetime | None:
    return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None
