"""Many messages, some of them repeated, from many connections at once: none is lost, none is taken twice.

Prints one JSON object. PostgreSQL with its usual settings, our web server with 2 workers, a Redis that counts the pace.
A repeat travels with the key of its first; the order is shuffled, so it may come first, or at the same moment.
Exit code 1 where anything was lost, doubled or answered twice differently.
"""

import argparse
import http.client
import json
import random
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg

from bench._servers import PATIENCE, free_port, new_database, postgresql, program
from hotline import accounts
from hotline.app import create_yard
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.number import parse
from hotline.migrations import upgrade
from hotline.settings import Settings

CONNECTIONS = 16
Answer = tuple[str, int, str]


def main() -> None:
    """Send, compare, print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, postgresql(Path(name)) as server:
        url = new_database(server, "hotline")
        settings = Settings(database_url=url, data_dir=Path(name), secret_key=uuid.uuid4().hex, demo=False)
        app = create_yard(settings)
        with app.app_context():
            upgrade(db.engine)
            with unit_of_work():
                token = accounts.create_token("bench", scope="messages", at=now())
            db.engine.dispose()
        environment = {
            "HOTLINE_DATABASE_URL": url,
            "HOTLINE_SECRET_KEY": settings.secret_key,
            "HOTLINE_DATA_DIR": name,
            "HOTLINE_REDIS_URL": asked.redis or "redis://127.0.0.1:1/0",
            "HOTLINE_WEB_WORKERS": "2",
            "HOTLINE_PORT": str(free_port()),
        }
        log = Path(name) / "web.log"
        with program(["-m", "hotline.cli", "web"], int(environment["HOTLINE_PORT"]), log=log, **environment) as port:
            began = time.perf_counter()
            answers = _send(port, token, asked)
            seconds = time.perf_counter() - began
        figures = _compare(asked, answers, url) | {"per_second": round(len(answers) / seconds, 1)}
    print(json.dumps(figures))
    sys.exit(any(figures[each] for each in ("lost", "doubled", "answered_differently", "refused", "gaps")))


def _send(port: int, token: str, asked: argparse.Namespace) -> list[Answer]:
    chance = random.Random(asked.seed)
    serials = list(range(asked.messages))
    serials += chance.sample(serials, int(asked.messages * asked.repeated))
    chance.shuffle(serials)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        parts = pool.map(
            lambda part: _send_some(port, token, part), (serials[each::CONNECTIONS] for each in range(CONNECTIONS))
        )
        return [answer for part in parts for answer in part]


def _send_some(port: int, token: str, serials: list[int]) -> list[Answer]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE * 4)
    answers = []
    for serial in serials:
        body = json.dumps(
            {"channel": "website", "external_id": f"L-{serial}", "text": f"第{serial}盏路灯坏了。"}
        ).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": f"k-{serial}",
        }
        connection.request("POST", "/api/v1/messages", body, headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        answers.append((f"L-{serial}", answer.status, str(said.get("service_number", ""))))
    connection.close()
    return answers


def _compare(asked: argparse.Namespace, answers: list[Answer], url: str) -> dict[str, float]:
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        kept = connection.execute(
            "SELECT message.external_id, ticket.number FROM message JOIN ticket ON message.ticket_id = ticket.id"
        ).fetchall()
    number_of = dict(kept)
    sequences = sorted(parse(number).sequence for _, number in kept)
    by_day = len({number[:8] for _, number in kept})
    return {
        "messages": asked.messages,
        "requests": len(answers),
        "kept": len(kept),
        "lost": len({name for name, _, _ in answers} - set(number_of)),
        "doubled": len(kept) - len(number_of),
        "answered_differently": sum(number_of.get(name) != number for name, status, number in answers if status < 300),
        "refused": sum(status not in (200, 201) for _, status, _ in answers),
        "first_answers": sum(status == 201 for _, status, _ in answers),
        "gaps": 0 if by_day > 1 else len(set(range(1, len(kept) + 1)) - set(sequences)),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--repeated", type=float, default=0.05, help="share of messages that are sent twice")
    parser.add_argument("--redis", default="", help="a Redis that counts the pace; none: nothing is counted")
    parser.add_argument("--seed", type=int, default=12345)
    return parser.parse_args()


if __name__ == "__main__":
    main()
