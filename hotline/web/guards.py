"""Who may come to which counter. Guards are data beside the counters (web/__init__.py); knows no ticket."""

import ipaddress
from collections.abc import Callable, Mapping

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from hotline import accounts
from hotline.clock import now
from hotline.domain.people import Actor, Role
from hotline.errors import SignInFailed

Guard = Callable[[], ResponseReturnValue | None]


def anyone() -> ResponseReturnValue | None:
    """Let everybody in; written out so that "no guard" is a decision one can see."""
    return None


def staff(*roles: Role) -> Guard:
    """Let in staff of these roles; others are sent to sign in, or told that the counter is not theirs."""

    def check() -> ResponseReturnValue | None:
        person = find_actor()
        if person is None:
            if request.method == "GET":
                return redirect(url_for("desk.sign_in", next=request.full_path.rstrip("?")))
            raise SignInFailed("登录已过期，请重新登录。您填写的内容保留在下面，可以复制后重新提交。")
        if person.role not in roles:
            raise Forbidden
        return None

    return check


def token(scope: str) -> Guard:
    """Let in systems whose bearer token has this scope."""

    def check() -> ResponseReturnValue | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        g.token = accounts.check_token(secret if scheme.lower() == "bearer" else "", scope=scope, at=now())
        return None

    return check


def guard_request(guards: Mapping[str, Guard]) -> ResponseReturnValue | None:
    """Ask the guard of the counter that the request is for; a counter without one lets nobody in."""
    if request.blueprint is None:
        return None  # static files and unknown addresses belong to no counter
    return guards[request.blueprint]()


def came_from() -> str:
    """Return where the request comes from, as locks count it: an IPv4 address, or the /64 network of an IPv6 one.

    One subscriber has a whole such network, and with it more addresses than any lock can count. A proxy's word is
    taken where the settings trust it; some write the port behind the address.
    """
    named = (request.remote_addr or "").strip()
    host = named[1:].partition("]")[0] if named.startswith("[") else named
    host = host.partition(":")[0] if host.count(":") == 1 else host
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def find_actor() -> Actor | None:
    """Return who is signed in, if anyone; read once per request."""
    if "actor" not in g:
        g.actor = accounts.find_actor(session.get("staff_session"), at=now())
    found: Actor | None = g.actor
    return found


def actor() -> Actor:
    """Return who is signed in; raises SignInFailed where nobody is."""
    person = find_actor()
    if person is None:
        raise SignInFailed("请先登录。")
    return person
