"""How finding candidates for a repeat grows: among 1,000,000 stored messages beside 10,000, in one run on PostgreSQL.

    python bench/similar.py [LARGE [SMALL]]

Texts are put together from phrases of our own: every event has a place of its own and one of some complaints, and is
told by a few citizens. Prints one JSON object: milliseconds per look (median and 95th of a hundred), their ratio, and
how often a message of the same event was among the candidates. Target: a ratio of at most 3.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])

import psycopg  # noqa: E402

from bench._servers import new_database, postgresql  # noqa: E402
from hotline.app import create_app  # noqa: E402
from hotline.db import db  # noqa: E402
from hotline.migrations import upgrade  # noqa: E402
from hotline.queries.repeats import find_candidates, key_of  # noqa: E402
from hotline.settings import Settings  # noqa: E402
from routing.matters import MOST_KEYS, Matter  # noqa: E402

LARGE, SMALL, LOOKS = 1_000_000, 10_000, 100
TOLD_BY = 4  # citizens for one event
WINDOW = timedelta(days=180)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
FRONT, MIDDLE = "云松柏枫桂梅兰荷翠锦金银玉丹碧清澄朗晴霁", "岭溪泉湾坪塘洲屿浦滩岗坡谷川潭泽崖峰涧渚"
ENDS = ("水泥厂", "花园", "小学", "路", "公寓", "公园", "菜市场", "大厦", "新村", "驾校")
WHAT = (
    *(
        "粉尘大窗台一层灰",
        "半夜施工吵得睡不着",
        "油烟直接排到居民窗口",
        "路灯坏了一个星期",
        "连着停水三天",
        "污水漫到路上",
    ),
    *("电梯总是困人", "消防通道停满私家车", "拖欠工人工资", "买房捆绑车位", "关门不退学费", "房产证办不下来"),
    *("飞线充电很危险", "遛狗不拴绳", "摊贩占道经营", "垃圾几天没人清", "楼顶私搭乱建", "红绿灯坏了"),
)
MORE = ("请尽快查一查。", "已经反映多次没有结果。", "老人孩子都受不了。", "什么时候能解决?", "附近住户都有意见。")


@dataclass(frozen=True)
class Phrase:
    """A piece of a text and the keys that it brings; pieces are read once, for a million readings take an hour."""

    text: str
    keys: tuple[int, ...]


def phrase(text: str) -> Phrase:
    """Read a piece as the service reads a message."""
    return Phrase(text, tuple(key_of(piece) for piece in Matter(text=text).keys))


def messages(count: int) -> Iterator[tuple[datetime, str, list[int]]]:
    """Yield time, text and keys of so many messages, spread over a year; neighbours of one event stand days apart."""
    dice = random.Random(7)
    places = [phrase(f"{a}{b}{c}{end}") for a in FRONT for b in MIDDLE for c in FRONT[:12] for end in ENDS[:5]]
    what, more = [phrase(each) for each in WHAT], [phrase(each) for each in MORE]
    events = [(dice.choice(places), dice.choice(what), dice.random()) for _ in range(max(1, count // TOLD_BY))]
    for at in range(count):
        place, complaint, day = events[at % len(events)]
        extra = dice.choice(more)
        moment = NOW - timedelta(days=day * 360 + dice.random() * 5)
        keys = dict.fromkeys((*place.keys, *complaint.keys, *extra.keys))
        yield moment, f"{place.text}{complaint.text},{extra.text}", list(keys)[:MOST_KEYS]


def fill(url: str, count: int) -> None:
    """Store so many tickets, messages and keys by COPY, as the service would have stored them."""
    app = create_app(Settings(database_url=url, secret_key="bench", demo=False))
    with app.app_context():
        upgrade(db.engine)
    with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE repeat_key DROP CONSTRAINT pk_repeat_key, DROP CONSTRAINT fk_repeat_key_message_id")
        cursor.execute("DROP INDEX ix_repeat_key_message_id")
        ticket = "number,state,version,round,channel,kind,urgency,title,district,place,matter_id,limit_class,tag"
        ticket += ",confidential,may_publish,received_at,returns,journal_head"
        message = "ticket_id,channel,title,text,citizen_name,citizen_phone,citizen_email,occurred,place,query_code"
        message += ",received_at,request_digest"
        rows = list(messages(count))
        with cursor.copy(f"COPY ticket (id,{ticket}) FROM STDIN") as copy:
            for at, (moment, text, _) in enumerate(rows, 1):
                sure = (at, f"n{at}", "classified", 1, 1, "phone", "complaint", "normal", text[:20])
                copy.write_row((*sure, "", "", "", "", "", False, False, moment, 0, ""))
        with cursor.copy(f"COPY message (id,{message}) FROM STDIN") as copy:
            for at, (moment, text, _) in enumerate(rows, 1):
                copy.write_row((at, at, "phone", "", text, "", "", "", "", "", "CODE2345", moment, ""))
        cursor.execute("CREATE TEMPORARY TABLE told (message_id integer, at timestamptz, keys bigint[])")
        with cursor.copy("COPY told FROM STDIN") as copy:
            for at, (moment, _, keys) in enumerate(rows, 1):
                copy.write_row((at, moment, keys))
        cursor.execute("INSERT INTO repeat_key (key,at,message_id) SELECT unnest(keys), at, message_id FROM told")
        cursor.execute("ALTER TABLE repeat_key ADD CONSTRAINT pk_repeat_key PRIMARY KEY (key, at, message_id)")
        connection.commit()
        connection.autocommit = True
        cursor.execute("ANALYZE")


def look(url: str, count: int) -> dict[str, float]:
    """Look for repeats of a hundred messages of known events; return times and how many were found."""
    app = create_app(Settings(database_url=url, secret_key="bench", demo=False))
    dice, times, found = random.Random(11), [], 0
    events = max(1, count // TOLD_BY)
    told = list(messages(count))
    recent = [at for at in range(count) if told[at][0] > NOW - WINDOW + timedelta(days=10)]
    with app.app_context():
        for at in [dice.choice(recent) for _ in range(LOOKS + 10)]:
            matter = Matter(text=told[at][1])
            _ = matter.keys  # reading the text is the same work whatever is stored
            began = time.perf_counter()
            ids = find_candidates(matter, since=NOW - WINDOW)
            times.append((time.perf_counter() - began) * 1000)
            found += any((each - 1) % events == at % events and each - 1 != at for each in ids)
            db.session.rollback()
    times = times[10:]  # the first ones fill caches
    return {
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(sorted(times)[int(len(times) * 0.95)], 2),
        "event_found": round(found / (LOOKS + 10), 3),
    }


def main() -> None:
    """Fill two databases of one server, look in both, and print the figures."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    small = int(sys.argv[2]) if len(sys.argv) > 2 else SMALL
    with tempfile.TemporaryDirectory() as folder, postgresql(Path(folder)) as server:
        sizes = {}
        for name, count in (("small", small), ("large", large)):
            url = new_database(server, name)
            fill(url, count)
            sizes[name] = {"messages": count, **look(url, count)}
        ratio = sizes["large"]["median_ms"] / sizes["small"]["median_ms"]
        print(json.dumps({**sizes, "ratio": round(ratio, 2), "target": 3}, ensure_ascii=False))


if __name__ == "__main__":
    main()
