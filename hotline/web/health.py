"""Health for machines: is this program alive, is the whole house ready, what do its counters say.

Asks the database only; that Redis answers is what the relay signs there. Knows no ticket's content.
"""

import ipaddress
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hotline import accounts
from hotline.clock import now
from hotline.db import db
from hotline.domain.city import city_time
from hotline.errors import SignInFailed
from hotline.parts import parts
from hotline.queries import yard
from hotline.web.readings import read_sources

blueprint = Blueprint("health", __name__)

LOOK_AHEAD = timedelta(days=60)
Report = dict[str, Any]


@blueprint.get("/health/live")
def live() -> ResponseReturnValue:
    """Answer that this program is alive; asks nobody else, so a load balancer may call it often."""
    return jsonify(status="alive")


@blueprint.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Answer 200 where every part of the house works, else 503; says which does not."""
    at, checks = now(), {}
    for name, check in CHECKS:
        try:
            checks.update(check(at))
        except SQLAlchemyError as error:
            db.session.rollback()
            checks[name] = {"ok": False, "error": type(error).__name__}
            break  # what follows asks the same database
    well = all(check["ok"] for check in checks.values())
    asked_in_vain = any("error" in check for check in checks.values())
    warnings = [] if asked_in_vain else list(_warnings(at))  # they ask the database for the rules in force
    answer = {"status": "ready" if well else "not ready", "checks": checks, "warnings": warnings}
    return jsonify(answer), 200 if well else 503


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Give the counters in Prometheus' text format, to this machine's own network or to a bearer token."""
    if not _is_neighbour():
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise SignInFailed("需要 metrics 范围的访问令牌。")
        accounts.check_token(secret, scope="metrics", at=now())
    return Response("\n".join(_lines(now())) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _database(_at: datetime) -> Report:
    db.session.execute(text("SELECT 1"))
    return {"database": {"ok": True}}


def _migrations(_at: datetime) -> Report:
    return {"migrations": {"ok": yard.tables_are_current()}}


def _signs_of_life(at: datetime) -> Report:
    return {
        name: {
            "ok": silence is not None and silence <= yard.SILENCE[name],
            "seen_seconds_ago": None if silence is None else round(silence.total_seconds(), 1),
        }
        for name, silence in yard.silences(at=at).items()
    }


def _outbox(at: datetime) -> Report:
    state = yard.outbox_state(at=at)
    return {
        "outbox": {
            "ok": state.healthy,
            "open": state.open,
            "oldest_seconds": round(state.oldest.total_seconds(), 1),
            "overdue_seconds": round(state.overdue.total_seconds(), 1),
            "given_up": state.given_up,
        }
    }


CHECKS: tuple[tuple[str, Callable[[datetime], Report]], ...] = (
    ("database", _database),
    ("migrations", _migrations),
    ("signs_of_life", _signs_of_life),
    ("outbox", _outbox),
)


def _warnings(at: datetime) -> Iterator[str]:
    known = parts().rules.calendar.known_years
    for year in sorted({city_time(at + ahead).year for ahead in (timedelta(0), LOOK_AHEAD)} - known):
        yield f"工作日历还没有{year}年的放假安排，请补充 calendar_overrides.json。"
    read = read_sources()
    yield from filter(None, (read.trouble, *(f"{each.name}：{each.reading.last_error}" for each in read.failing)))


def _is_neighbour() -> bool:
    """Tell whether the asker is on this machine's own network; behind a proxy we do not know, nobody is."""
    if "X-Forwarded-For" in request.headers and not parts().settings.trusted_proxies:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_private
    except ValueError:
        return False


def _lines(at: datetime) -> Iterator[str]:
    yield from _gauge(
        "hotline_tickets",
        "Tickets by state.",
        {f'state="{state.value}"': count for state, count in yard.count_tickets_by_state().items()},
    )
    state = yard.outbox_state(at=at)
    yield from _gauge("hotline_outbox_open", "Outbox rows still to be carried out.", {"": state.open})
    yield from _gauge("hotline_outbox_given_up", "Outbox rows given up.", {"": state.given_up})
    yield from _gauge(
        "hotline_outbox_overdue_seconds", "How long the latest row is overdue.", {"": state.overdue.total_seconds()}
    )
    seen = {name: silence for name, silence in yard.silences(at=at).items() if silence is not None}
    yield from _gauge(
        "hotline_part_silence_seconds",
        "Seconds since a part was seen at work.",
        {f'part="{name}"': silence.total_seconds() for name, silence in seen.items()},
    )


def _gauge(name: str, words: str, values: dict[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"
    for labels, value in values.items():
        yield f"{name}{{{labels}}} {value:g}" if labels else f"{name} {value:g}"
