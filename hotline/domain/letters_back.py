"""How a letter of ours is recognised when its reader answers it: a mark in the Message-ID that nobody can guess.

Knows no mail server and no table.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable

_MARKED = re.compile(r"hotline-\d+-m(\d{1,18})\.([0-9a-f]{20})@")


def mark_of(message_id: int, *, secret: str) -> str:
    """Return the mark of letters to the citizen of this message; without the secret it cannot be made."""
    return hmac.new(secret.encode(), f"letter-to:{message_id}".encode(), hashlib.sha256).hexdigest()[:20]


def find_answered(mail_ids: Iterable[str], *, secret: str) -> int | None:
    """Return the message whose letter one of these Message-IDs names; None where none is truly ours."""
    for each in mail_ids:
        for found in _MARKED.finditer(each):
            message_id = int(found[1])
            if hmac.compare_digest(found[2], mark_of(message_id, secret=secret)):
                return message_id
    return None
