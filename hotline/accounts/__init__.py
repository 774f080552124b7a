"""Who may come in: staff accounts, bearer tokens, and the throttle at every door that asks for a secret.

Passwords are kept as argon2id hashes, tokens as SHA-256 digests; neither can be read back. Knows no HTTP, no session
and no cookie.
"""

from hotline.accounts.sources import bind_to_channels, bind_to_line, get_source, set_webhook
from hotline.accounts.staff import (
    actor_of,
    add_staff,
    disable,
    find_actor,
    get_staff,
    list_staff,
    new_password,
    set_password,
    sign_in,
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
    "find_actor",
    "get_source",
    "get_staff",
    "list_staff",
    "new_password",
    "set_password",
    "set_webhook",
    "sign_in",
]
