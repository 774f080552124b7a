"""Mailboxes that are read by us over IMAP: where, as whom, and what is done with a mail that was taken.

They stand beside the message boards in one file. Knows no mail and no network.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from hotline.domain.boards import (
    FILE_NAME,
    USUAL_RHYTHM,
    Board,
    load_boards,
    read_entries,
    refuse_twice,
    refuse_unknown,
    rhythm_of,
    word_in,
)

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_NEEDED = ("id", "name", "address", "host")
_WORDS = ("user", "password_file", "ca_file", "folder", "move_to")
_KNOWN = frozenset((*_NEEDED, *_WORDS, "port", "security", "since", "then", "every"))


class Security(StrEnum):
    """How the way to the mail server is kept private."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"  # on this machine only


class Then(StrEnum):
    """What is done with a mail that was taken; nothing is ever deleted."""

    LEAVE = "leave"
    SEEN = "seen"
    MOVE = "move"


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """One folder of one account. ``address`` is where citizens write to; mail from it is our own."""

    id: str
    name: str
    address: str
    host: str
    port: int
    security: Security = Security.TLS
    user: str = ""
    password_file: str = ""  # empty: HOTLINE_MAILBOX_PASSWORD
    ca_file: str = ""
    folder: str = "INBOX"
    since: date | None = None  # older mail stays where it is
    then: Then = Then.LEAVE
    move_to: str = ""
    every: int = USUAL_RHYTHM  # minutes


def load_mailboxes(path: Path | None = None) -> tuple[Mailbox, ...]:
    """Return the mailboxes of a file, else of the packaged one; raises ConfigurationError for the first thing wrong."""
    return read_entries(path, "mailboxes", _mailbox)


def load_sources(path: Path | None = None) -> tuple[Board | Mailbox, ...]:
    """Return everything that is read by us; raises ConfigurationError, for two of one id as well."""
    found: tuple[Board | Mailbox, ...] = (*load_boards(path), *load_mailboxes(path))
    refuse_twice([each.id for each in found])
    return found


def own_file(data_dir: Path) -> Path | None:
    """Return the city's own file in the data folder; None where the packaged one counts."""
    own = data_dir / FILE_NAME
    return own if own.exists() else None


def _since(row: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(row["since"]) if row.get("since") else None
    except ValueError:
        raise ValueError(f"{row['id']} 的 since 为“{row['since']}”，应写成 2026-11-01 这样的日期") from None


def _mailbox(row: Mapping[str, Any]) -> Mailbox:
    refuse_unknown(row, _KNOWN)
    security = word_in(row, "security", Security, usual=Security.TLS)
    then = word_in(row, "then", Then, usual=Then.LEAVE)
    host, address = str(row["host"]), str(row["address"])
    if address.count("@") != 1:
        raise ValueError(f"{row['id']} 的 address 应为一个邮箱地址")
    if security is Security.NONE and host not in LOOPBACK:
        raise ValueError(f"{row['id']} 的 security 为 none 只能用于本机")
    if then is Then.MOVE and not row.get("move_to"):
        raise ValueError(f"{row['id']} 的 then 为 move 时须写明 move_to")
    return Mailbox(
        id=str(row["id"]),
        name=str(row["name"]),
        address=address,
        host=host,
        port=int(row.get("port", 993 if security is Security.TLS else 143)),
        security=security,
        then=then,
        since=_since(row),
        every=rhythm_of(row),
        **{name: str(row[name]) for name in _WORDS if row.get(name)} | {"user": str(row.get("user") or address)},
    )
