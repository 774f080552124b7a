"""Who may come in: staff and their sessions, bearer tokens, and the throttle at every door that asks for a secret.

Passwords are kept as argon2id hashes, tokens and keys of sessions as SHA-256 digests; none can be read back. Knows no
HTTP and no cookie.
"""

from hotline.accounts.sessions import end_session, find_actor, open_session, sign_in
from hotline.accounts.sources import bind_to_channels, bind_to_line, get_source, set_webhook
from hotline.accounts.staff import (
    actor_of,
    add_staff,
    disable,
    get_staff,
    list_staff,
    new_password,
    set_password,
)
from hotline.accounts.tokens import SCOPES, Holder, check_token, create_token

__all__ = [
    "SCOPES",
    "Holder",
    "actor_of",
    "add_staff",
    "bind_to_channels",
    "bind_to_line",
    "check_token",
    "create_token",
    "disable",
    "end_session",
    "find_actor",
    "get_source",
    "get_staff",
    "list_staff",
    "new_password",
    "open_session",
    "set_password",
    "set_webhook",
    "sign_in",
]
