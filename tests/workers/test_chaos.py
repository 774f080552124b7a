"""500 messages by 8 clients while relay, worker, web and Redis are killed with SIGKILL in turn, again and again.

Whatever was acknowledged exists once, is classified in the end, and the numbers run without a gap.
"""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import requests
from sqlalchemy import NullPool, create_engine, text

from hotline.domain.number import parse
from tests.workers.house import open_house, wait_until

# The city runs on PostgreSQL; on SQLite, which writes one at a time, every part is killed twice: telling enough.
MESSAGES = {"postgresql": 500, "sqlite": 160}
CLIENTS = 8
AGAIN_AFTER = 0.3  # seconds; eight clients that ask without a pause would keep the web server from starting
KILL_AFTER = 20  # acknowledged messages between two kills
VICTIMS = ("relay", "worker", "web", "redis")
MATTERS = (
    "建设路与和平街交叉口每天傍晚都有流动摊贩占道经营。",
    "小区门口的路灯坏了三天，晚上回家看不见路。",
    "楼下餐馆油烟直排，周末根本不敢开窗。",
    "家里自来水从昨晚开始发黄，不敢用。",
)


class Killer:
    """Kills one part after another, each time a few more messages were acknowledged."""

    def __init__(self, house):
        self.house = house
        self.turn = itertools.cycle(VICTIMS)
        self.acknowledged = 0
        self.kills = 0
        self.lock = threading.Lock()

    def count_one(self):
        with self.lock:
            self.acknowledged += 1
            if self.acknowledged % KILL_AFTER == 0:
                self.kills += self.house.kill(next(self.turn))


def hand_in(house, token, turn, killer):
    """Post one message as a careful client does: the same key again until it is acknowledged."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"chaos-{turn}"}
    body = {"channel": "website", "external_id": f"web-{turn}", "text": f"{MATTERS[turn % 4]}第{turn}件。"}
    answers = []

    def taken():
        try:
            answer = requests.post(f"{house.address}/api/v1/messages", json=body, headers=headers, timeout=30)
        except requests.RequestException:
            return False
        if answer.status_code >= 500:
            return False
        answers.append(answer)
        return True

    def complaint():
        return f"message {turn} was never taken\n" + "\n".join(house.said[-60:])

    wait_until(taken, complaint, patience=300, pause=AGAIN_AFTER)
    killer.count_one()
    assert answers[0].status_code in (200, 201), answers[0].text
    return answers[0].json()["service_number"]


def settle(house, connection):
    """Wait until every row of the outbox is done."""

    def done():
        connection.rollback()
        return connection.scalar(text("SELECT count(*) FROM outbox_message WHERE done_at IS NULL")) == 0

    wait_until(done, lambda: "\n".join(house.said[-60:]), patience=300, pause=AGAIN_AFTER)


def test_killing_every_part_again_and_again_loses_doubles_and_halves_nothing(backend, tmp_path, request):
    database = f"sqlite:///{tmp_path / 'hotline.sqlite3'}"
    if backend == "postgresql":
        database = request.getfixturevalue("new_database")("chaos")
    with open_house(tmp_path, HOTLINE_DATABASE_URL=database) as house:
        house.wait_until_ready()
        token = house.call("token", "create", "website").strip()
        killer = Killer(house)
        with ThreadPoolExecutor(CLIENTS) as clients:
            numbers = list(clients.map(lambda turn: hand_in(house, token, turn, killer), range(MESSAGES[backend])))
        engine = create_engine(database, poolclass=NullPool)  # a connection left behind would trouble a later test
        with engine.connect() as connection:
            settle(house, connection)
            check(connection, numbers, MESSAGES[backend])
        assert killer.kills >= MESSAGES[backend] // KILL_AFTER // 2
        assert "0 处不符" in house.call("audit", "verify")
        house.wait_until_ready()


def check(connection, numbers, handed_in):
    """Hold what the database has against what was acknowledged."""
    assert len(set(numbers)) == handed_in
    stored = connection.scalars(text("SELECT number FROM ticket")).all()
    assert sorted(stored) == sorted(numbers)
    by_day = itertools.groupby(sorted(map(parse, stored), key=lambda each: each.day), key=lambda each: each.day)
    for _, same_day in by_day:
        sequences = sorted(each.sequence for each in same_day)
        assert sequences == list(range(1, len(sequences) + 1))
    assert connection.scalars(text("SELECT DISTINCT state FROM ticket")).all() == ["classified"]
    for table, where in (
        ("message", ""),
        ("proposal", ""),
        ("journal_entry", "WHERE what = 'receive'"),
        ("journal_entry", "WHERE what = 'classify'"),
        ("ticket_search", ""),
    ):
        counted = connection.scalar(text(f"SELECT count(*) FROM {table} {where}"))
        assert counted == handed_in, f"{table} {where}"
