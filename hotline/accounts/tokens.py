"""Bearer tokens of other systems; only their SHA-256 is kept. Knows no HTTP."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from hotline.db import db
from hotline.errors import BadInput, NotAllowed, SignInFailed
from hotline.models import ApiToken

SCOPES = ("messages", "metrics")


# Asked with every request of the API, so it is made once and brings four columns, not a row of the session.
_BY_DIGEST = select(ApiToken.id, ApiToken.name, ApiToken.scope, ApiToken.revoked_at).where(
    ApiToken.digest == bindparam("digest")
)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The system that a token was made for."""

    id: int
    name: str
    scope: str


def create_token(name: str, *, scope: str, at: datetime) -> str:
    """Make a bearer token for another system and return it; it can never be read again."""
    if not name.strip() or len(name) > 80:
        raise BadInput("请为令牌取一个不超过80字的名称。", field="name")
    if scope not in SCOPES:
        raise BadInput(f"令牌范围应为{'、'.join(SCOPES)}之一。", field="scope")
    if db.session.scalar(select(ApiToken.id).filter_by(name=name)) is not None:
        raise BadInput(f"已有名为“{name}”的令牌,请换一个名称。", field="name")
    secret = "hl_" + secrets.token_urlsafe(32)
    db.session.add(ApiToken(name=name, scope=scope, digest=_digest(secret), created_at=at))
    return secret


def check_token(secret: str, *, scope: str, at: datetime) -> Holder:
    """Return who holds this token; raises SignInFailed for a wrong or revoked one, NotAllowed for its scope."""
    found = db.session.execute(_BY_DIGEST, {"digest": _digest(secret)}).one_or_none()
    if found is None or (found.revoked_at is not None and found.revoked_at <= at):
        raise SignInFailed("缺少有效的访问令牌(Authorization: Bearer …)。")
    if found.scope != scope:
        raise NotAllowed("此令牌不能用于这项操作。")
    return Holder(id=found.id, name=found.name, scope=found.scope)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
