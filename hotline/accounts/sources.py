"""The systems that hand messages in: which channels they may use, and where they want to be told. Knows no HTTP."""

import secrets
from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select

from hotline.db import db
from hotline.domain.vocabulary import Channel
from hotline.errors import BadInput, NotFound
from hotline.models import Source

LONGEST_URL = 500
IN_THE_CLEAR = "分中心会收到市民的姓名和电话，回告地址必须以 https:// 开头。"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
MISSPELT = "回调地址应为 http:// 或 https:// 开头的完整网址，不能含用户名、密码或 #。"


def get_or_make_source(name: str, *, channels: Collection[str], at: datetime) -> Source:
    """Return the system of this name, made where there is none; channels named here are its channels from now on."""
    source = db.session.scalars(select(Source).filter_by(name=name)).one_or_none()
    if source is None:
        source = Source(name=name, feed_position=0, channels="", pace="", created_at=at)
        source.webhook_url = source.webhook_secret = source.line_id = ""
        db.session.add(source)
    if channels:
        bind_to_channels(source, channels)
    return source


def get_source(source_id: int) -> Source:
    """Return a system; raises NotFound."""
    source = db.session.get(Source, source_id)
    if source is None:
        raise NotFound("没有找到这个来源系统。")
    return source


def bind_to_channels(source: Source, channels: Collection[str]) -> None:
    """Let the system use these channels only; none named: any. Raises BadInput for an unknown one."""
    unknown = [each for each in channels if each not in {channel.value for channel in Channel}]
    if unknown:
        known = "、".join(channel.value for channel in Channel)
        raise BadInput(f"不认识渠道“{unknown[0]}”，应为以下之一：{known}。", field="channels")
    source.channels = " ".join(sorted(set(channels)))


def bind_to_line(source: Source, line_id: str) -> None:
    """Let the system be the centre of this retained line, of none where ``line_id`` is empty.

    Raises BadInput while it is told of steps at an address that everybody on the way could read.
    """
    if line_id and source.webhook_url and not _is_private(source.webhook_url):
        raise BadInput(IN_THE_CLEAR, field="line")
    source.line_id = line_id


def channels_of(text: str) -> frozenset[str]:
    """Return the channels as they are kept; none: any."""
    return frozenset(text.split())


def set_webhook(source: Source, url: str) -> str:
    """Tell the system of every step at this address from now on; return the secret that signs, made anew.

    An empty address ends it. Raises BadInput for an address that nothing can be sent to, or that holds a password.
    """
    wanted = url.strip()
    if not wanted:
        source.webhook_url = source.webhook_secret = ""
        return ""
    if not _can_be_called(wanted):
        raise BadInput(MISSPELT, field="url")
    if source.line_id and not _is_private(wanted):
        raise BadInput(IN_THE_CLEAR, field="url")
    source.webhook_url, source.webhook_secret = wanted, "whs_" + secrets.token_urlsafe(32)
    return source.webhook_secret


def _is_private(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in LOOPBACK


def _can_be_called(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    nothing_secret = parts.username is None and parts.password is None and "#" not in url
    return plain and nothing_secret and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0
