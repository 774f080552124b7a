"""The turnstile: who waits is taken along, everybody gets their own outcome, and nobody's mistake is another's."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.domain.number import parse
from hotline.errors import BadInput
from hotline.models import JournalEntry, Message, OutboxMessage, Ticket
from hotline.web.reception import Handed, Taken
from hotline.web.turnstile import Outcome, Turnstile
from tests.factories import a_contact
from tests.web.caller import MESSAGES, Caller

MANY = 12


def a_taken(handed: Handed) -> Taken:
    title = handed.contact.title
    return Taken(number=title, query_code="", state=State.RECEIVED, merged=False, new=True, request_key=None)


def pass_all(turnstile: Turnstile, names: Sequence[str]) -> list[str]:
    """Send everybody through at once; return what each was told, a refusal by its words."""

    def go(name: str) -> str:
        try:
            return turnstile.pass_through(Handed(contact=a_contact(title=name))).number
        except (BadInput, OSError) as error:
            return str(error)

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(go, names))


def test_whoever_waits_is_taken_along_and_is_told_their_own():
    groups: list[int] = []
    all_here = threading.Event()

    def take(waiting: Callable[[], Sequence[Handed]]) -> Sequence[Outcome]:
        all_here.wait(0.2 if groups else 30)
        group = [*waiting(), *waiting()]
        groups.append(len(group))
        return [a_taken(each) for each in group]

    turnstile = Turnstile(take)
    threading.Timer(0.3, all_here.set).start()
    names = [f"第{each}件" for each in range(MANY)]
    assert pass_all(turnstile, names) == names
    assert sum(groups) == MANY
    assert len(groups) < MANY


def test_a_refusal_reaches_only_the_one_it_is_for():
    def take(waiting: Callable[[], Sequence[Handed]]) -> Sequence[Outcome]:
        return [BadInput("不行") if "坏" in each.contact.title else a_taken(each) for each in waiting()]

    names = [f"{'坏' if each % 3 == 0 else '好'}{each}" for each in range(MANY)]
    told = pass_all(Turnstile(take), names)
    assert told == ["不行" if "坏" in name else name for name in names]


def test_what_breaks_the_transaction_is_told_to_everybody_and_the_way_is_free_again():
    broken = [True]

    def take(waiting: Callable[[], Sequence[Handed]]) -> Sequence[Outcome]:
        group = [*waiting(), *waiting()]
        if broken[0]:
            raise OSError("the line is down")
        return [a_taken(each) for each in group]

    turnstile = Turnstile(take)
    assert set(pass_all(turnstile, ["一", "二", "三"])) == {"the line is down"}
    broken[0] = False
    assert pass_all(turnstile, ["四"]) == ["四"]


@pytest.mark.parametrize("repeats", [0, 5])
def test_many_at_once_are_one_ticket_each_and_repeats_stop_nobody(app: Flask, repeats: int) -> None:
    caller = Caller(app)
    given = [{"channel": "app", "text": f"第{each}盏路灯坏了", "external_id": str(each)} for each in range(MANY)]
    given += given[:repeats]
    start = threading.Barrier(len(given))

    def send(body: dict[str, str]) -> tuple[int, str]:
        connection = caller.beside(app)
        start.wait()
        answer = connection.post(MESSAGES, body)
        return answer.status_code, answer.get_json()["service_number"]

    with ThreadPoolExecutor(len(given)) as pool:
        answers = list(pool.map(send, given))
    assert sorted(status for status, _ in answers) == [200] * repeats + [201] * MANY
    with app.app_context():
        numbers = {message.external_id: message.ticket.number for message in db.session.query(Message)}
        assert [number for _, number in answers] == [numbers[each["external_id"]] for each in given]
        assert sorted(parse(each).sequence for each in numbers.values()) == list(range(1, MANY + 1))
        for table in (Ticket, JournalEntry, OutboxMessage):
            assert db.session.query(table).count() == MANY


def test_what_fails_before_anybody_was_asked_for_is_told_and_keeps_nobody_waiting():
    def take(_waiting: Callable[[], Sequence[Handed]]) -> Sequence[Outcome]:
        raise OSError("no database")

    assert pass_all(Turnstile(take), ["甲", "乙", "丙"]) == ["no database"] * 3
