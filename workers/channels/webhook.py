"""The webhook channel: one signed POST for each event, to the system that handed the message in.

How a receiver checks the signature is written in docs/api.md. Knows no ticket and no database.
"""

import hashlib
import hmac
from datetime import datetime

from workers.channels import Notice
from workers.channels.http_client import post

SCHEME = "v1"


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return what stands in Hotline-Signature: HMAC-SHA256 over the timestamp, a full stop and the body."""
    signed = f"{timestamp}.".encode() + body
    return f"{SCHEME}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def deliver(notice: Notice, *, at: datetime) -> None:
    """Post the event; raise TryLater or Refused where it was not taken. Every try is signed anew, with its own time."""
    timestamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "hotline-12345",
        "Hotline-Delivery": notice.key,
        "Hotline-Timestamp": str(timestamp),
        "Hotline-Signature": signature(notice.secret, timestamp, notice.body),
    }
    post(notice.url, notice.body, headers, whom="来源系统")
