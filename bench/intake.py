"""How fast messages are taken, beside a bare application; how fast lists and search answer among 10,000 tickets.

Prints one JSON object. Both applications run on the same PostgreSQL with gunicorn, 2 workers and 4 threads each, and
are measured in turns of a few seconds, so that a busy machine slows both. Ours writes number, ticket, message, journal
entry and outbox message in one transaction; the other writes two rows.
"""

import argparse
import json
import statistics
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask

from bench._servers import Request, free_port, latencies, new_database, postgresql, program, rate
from hotline import accounts
from hotline.app import create_app
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.contact import Contact
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN, Actor, Role
from hotline.domain.vocabulary import Channel, Kind, Urgency
from hotline.flow import classification, intake
from hotline.migrations import upgrade
from hotline.models import Ticket
from hotline.parts import parts
from hotline.settings import Settings

CLIENTS, WORKERS, THREADS = 8, 2, 4
PASSWORD = "a password of the bench"
OPERATOR = Actor(role=Role.OPERATOR, name="测量")
TEXTS = (
    "建设路北口的路灯坏了三天,晚上看不清路,希望尽快维修。",
    "小区东门夜里十一点还在施工,噪声很大,老人睡不着。",
    "和平街口的井盖松动,车一过就响,担心出事。",
    "想问一下灵活就业人员的养老保险怎么缴纳。",
    "菜市场旁边每天都有人占道摆摊,行人只能走机动车道。",
    "公交站台的顶棚漏雨,下雨天没有地方躲。",
)


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, postgresql(Path(name)) as server:
        folder = Path(name)
        settings = Settings(
            database_url=new_database(server, "hotline"), data_dir=folder, secret_key=uuid.uuid4().hex, demo=False
        )
        app = create_app(settings)
        with app.app_context():
            upgrade(db.engine)
            token = _token()
        ours = ["-m", "hotline.cli", "web"]
        environment = {
            "HOTLINE_DATABASE_URL": settings.database_url,
            "HOTLINE_SECRET_KEY": settings.secret_key,
            "HOTLINE_DATA_DIR": name,
            "HOTLINE_REDIS_URL": "redis://127.0.0.1:1/0",
            "HOTLINE_WEB_WORKERS": str(WORKERS),
            "HOTLINE_PORT": str(free_port()),
        }
        bare_port = free_port()
        bare = ["-m", "gunicorn", "--bind", f"127.0.0.1:{bare_port}", "--workers", str(WORKERS), "--worker-class"]
        bare += ["gthread", "--threads", str(THREADS), "--preload", "--no-control-socket", "bench._bare:create_app()"]
        with (
            program(ours, int(environment["HOTLINE_PORT"]), log=folder / "ours.log", **environment) as port,
            program(bare, bare_port, log=folder / "bare.log", BARE_DATABASE_URL=new_database(server, "bare")),
        ):
            figures = _compare(port, bare_port, token, asked)
            figures |= _pages(app, port, asked)
    print(json.dumps(figures, ensure_ascii=False))


def _compare(port: int, bare_port: int, token: str, asked: argparse.Namespace) -> dict[str, float]:
    """Take turns: a few seconds of one, a few seconds of the other; the median of the turns counts."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def to_us(serial: int) -> Request:
        body = json.dumps({"channel": "website", "title": "诉求", "text": TEXTS[serial % len(TEXTS)]}).encode()
        return "POST", "/api/v1/messages", body, headers | {"Idempotency-Key": uuid.uuid4().hex}

    def to_bare(serial: int) -> Request:
        body = json.dumps({"title": "诉求", "text": TEXTS[serial % len(TEXTS)]}).encode()
        return "POST", "/matters", body, {"Content-Type": "application/json"}

    turns = []
    for turn in range(asked.turns + 1):
        pair = tuple(
            rate(which, make, clients=CLIENTS, seconds=asked.seconds)
            for which, make in ((port, to_us), (bare_port, to_bare))
        )
        if turn:  # the first turn warms up
            turns.append(pair)
    return {
        "acknowledged_per_second": round(statistics.median(mine for mine, _ in turns), 1),
        "bare_per_second": round(statistics.median(other for _, other in turns), 1),
        "ratio": round(statistics.median(mine / other for mine, other in turns), 3),
        "ratio_lowest": round(min(mine / other for mine, other in turns), 3),
        "turns": len(turns),
    }


def _pages(app: Flask, port: int, asked: argparse.Namespace) -> dict[str, float]:
    with app.app_context():
        have = _fill(asked.tickets)
    cookie = _signed_in(app)
    lists = [f"/operator/tickets?list=to-dispatch&page={1 + each % 40}" for each in range(asked.requests)]
    searches = [f"/operator/tickets?q=%E8%B7%AF%E7%81%AF&page={1 + each % 20}" for each in range(asked.requests)]
    public = ["/answers?q=%E8%B7%AF%E7%81%AF"] * asked.requests
    latencies(port, lists[:20] + searches[:20], cookie=cookie)
    return {
        "tickets": have,
        "list_p95_ms": _p95(latencies(port, lists, cookie=cookie)),
        "search_p95_ms": _p95(latencies(port, searches, cookie=cookie)),
        "public_search_p95_ms": _p95(latencies(port, public, cookie=cookie)),
    }


def _fill(wanted: int) -> int:
    """Bring the city to so many tickets that wait for dispatch, with a proposal, found by search."""
    study, decisions = parts().study, {}
    for text in TEXTS:
        decisions[text] = classification.propose(study, text, title="").as_dict()
    there = int(db.session.scalar(db.select(db.func.count()).select_from(Ticket)) or 0)
    waiting = list(db.session.scalars(db.select(Ticket.id).where(Ticket.state == State.RECEIVED)))
    for some in _by(500, waiting):
        with unit_of_work():
            for ticket_id in some:
                ticket = db.session.get_one(Ticket, ticket_id)
                _classify(ticket, decisions[ticket.messages[0].text], study.version)
    for some in _by(500, range(there, wanted)):
        with unit_of_work():
            for serial in some:
                text = TEXTS[serial % len(TEXTS)]
                contact = Contact(channel=Channel.PHONE, text=text, place=f"建设路{serial % 97}号")
                ticket = intake.receive(contact, by=CITIZEN, at=now()).ticket
                db.session.flush()
                _classify(ticket, decisions[text], study.version)
    return max(there, wanted)


AS_HEARD: dict[str, Any] = {"kind": Kind.COMPLAINT, "urgency": Urgency.NORMAL}


def _classify(ticket: Ticket, decision: dict[str, Any], version: str) -> None:
    """Do what the worker does, but for routing the same few texts ten thousand times."""
    classification.index_for_search(ticket)
    classification.keep_proposal(ticket, decision, version=version, at=now())
    classification.classify_by_hand(
        ticket, kind=Kind.COMPLAINT, urgency=Urgency.NORMAL, rules=parts().rules, by=OPERATOR, at=now()
    )


def _by(size: int, rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _token() -> str:
    with unit_of_work():
        return accounts.create_token("bench", scope="messages", at=now())


def _signed_in(app: Flask) -> str:
    """Return the cookie of an operator's session, signed with the servers' own secret."""
    with app.app_context(), unit_of_work():
        accounts.add_staff("bench", name="测量", role=Role.OPERATOR, password=PASSWORD, at=now())
    with app.test_client() as client:
        with app.app_context():
            _, key = accounts.sign_in("bench", PASSWORD, source="", at=now())
        with client.session_transaction() as session:
            session["staff_session"] = key
        cookie = client.get_cookie("hotline")
        if cookie is None:
            raise SystemExit("no session cookie was made")
        return f"hotline={cookie.value}"


def _p95(milliseconds: list[float]) -> float:
    return round(statistics.quantiles(milliseconds, n=20)[-1], 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=6, help="measured turns of each application")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of a turn")
    parser.add_argument("--tickets", type=int, default=10_000, help="tickets behind the pages")
    parser.add_argument("--requests", type=int, default=200, help="requests per kind of page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
