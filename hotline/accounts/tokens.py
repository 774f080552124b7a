"""Bearer tokens of other systems; only their SHA-256 is kept. Knows no HTTP."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from hotline.accounts.sources import bind_to_line, channels_of, get_or_make_source
from hotline.db import ask_apart, db
from hotline.errors import BadInput, NotAllowed, SignInFailed
from hotline.models import ApiToken, Source

# What a token may open; "messages" is the usual bundle for a website's interaction system.
SCOPES = ("messages", "messages:write", "tickets:read", "events:read", "handovers", "route", "metrics")
BUNDLES = {
    "messages": frozenset({"messages", "messages:write", "tickets:read", "events:read", "route"}),
    "handovers": frozenset({"handovers", "events:read"}),
}
LONGEST_SCOPE = 80

# Asked with every request of the API, so it is made once and brings columns, not rows of the session.
_BY_DIGEST = (
    select(ApiToken.id, ApiToken.name, ApiToken.scope, ApiToken.revoked_at, ApiToken.source_id)
    .add_columns(Source.channels, Source.pace, Source.line_id)
    .outerjoin(Source, ApiToken.source_id == Source.id)
    .where(ApiToken.digest == bindparam("digest"))
)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The system that a token was made for; ``source_id`` is None where the token hands nothing in (metrics)."""

    id: int
    name: str
    scope: str
    source_id: int | None
    channels: frozenset[str]
    pace: str
    line_id: str  # of the retained line whose centre it is, if of any

    def may(self, scope: str) -> bool:
        """Tell whether the token opens this."""
        return any(scope in BUNDLES.get(each, (each,)) for each in self.scope.split())

    def refuse_other_channels(self, channel: str) -> None:
        """Raise NotAllowed where the system is bound to other channels than this one."""
        if self.channels and channel not in self.channels:
            raise NotAllowed(f"此令牌不能用于渠道“{channel}”。")


def create_token(
    name: str, *, scope: str, at: datetime, channels: Collection[str] = (), source: str | None = None, line: str = ""
) -> str:
    """Make a bearer token for another system and return it; it can never be read again.

    ``scope`` may name several, with blanks between. ``source`` is the system's name where it is not the token's own:
    a second token of one system, so that the first can be revoked without losing its place. ``line`` is the id of the
    retained line whose centre it is.
    """
    if not name.strip() or len(name) > 80 or not name.isprintable():
        raise BadInput("请为令牌取一个不超过80字、只有一行的名称。", field="name")
    wanted = scope.replace(",", " ").split()
    if not wanted or len(" ".join(wanted)) > LONGEST_SCOPE or any(each not in SCOPES for each in wanted):
        raise BadInput(f"令牌范围应为{'、'.join(SCOPES)}中的一项或几项。", field="scope")
    if db.session.scalar(select(ApiToken.id).filter_by(name=name)) is not None:
        raise BadInput(f"已有名为“{name}”的令牌，请换一个名称。", field="name")
    token = ApiToken(name=name, scope=" ".join(wanted), created_at=at)
    if wanted != ["metrics"]:
        token.source = get_or_make_source(source or name, channels=channels, at=at)
        if line:
            bind_to_line(token.source, line)
    secret = "hl_" + secrets.token_urlsafe(32)
    token.digest = _digest(secret)
    db.session.add(token)
    return secret


def check_token(secret: str, *, scope: str, at: datetime) -> Holder:
    """Return who holds this token; raises SignInFailed for a wrong or revoked one, NotAllowed for its scope."""
    found = ask_apart(_BY_DIGEST, {"digest": _digest(secret)})
    if found is None or (found.revoked_at is not None and found.revoked_at <= at):
        raise SignInFailed("缺少有效的访问令牌（Authorization: Bearer …）。")
    holder = Holder(
        id=found.id,
        name=found.name,
        scope=found.scope,
        source_id=found.source_id,
        channels=channels_of(found.channels or ""),
        pace=found.pace or "",
        line_id=found.line_id or "",
    )
    if not holder.may(scope):
        raise NotAllowed("此令牌不能用于这项操作。")
    return holder


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
