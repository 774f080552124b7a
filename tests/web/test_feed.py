"""What a system is told of its own messages: every step once, in order, without a gap, and nothing of anybody else."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from hotline.accounts import check_token
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.errors import IllegalTransition
from hotline.flow import dispatching, feed, intake
from hotline.flow.casework import waiting
from hotline.flow.same_matter import merging
from hotline.models import FeedEvent, Ticket
from hotline.parts import parts
from tests import factories
from tests.people import MINUTE, OPERATOR
from tests.web.caller import MESSAGES, Caller, is_problem

EVENTS = "/api/v1/events"
HOUR_AGO = timedelta(hours=1)


def hand_in(caller: Caller, **changes: object) -> str:
    body = {"channel": "website", "text": "建设路的路灯坏了。", "citizen": {"name": "陈秀英", "phone": "13871234567"}}
    return caller.post(MESSAGES, body | changes).get_json()["service_number"]


def ask(caller: Caller, path: str = EVENTS, **query: object):
    return caller.client.get(path, query_string=query, headers={"Authorization": f"Bearer {caller.token}"})


def events(caller: Caller, **query: object) -> list[dict]:
    return ask(caller, **query).get_json()["events"]


def ticket(number: str) -> Ticket:
    return db.session.query(Ticket).filter_by(number=number).one()


def walk(app: Flask, number: str, *steps) -> None:
    with app.app_context():
        for count, step in enumerate(steps, 1):
            with unit_of_work():
                step(ticket(number), now() + count * MINUTE)


TO_APPROVED = (factories.classify, factories.dispatch, factories.sign, factories.answer, factories.approve)


def test_every_step_is_told_once_in_order_with_the_answer_at_its_end(app: Flask) -> None:
    caller = Caller(app)
    number = hand_in(caller, external_id="W-1")
    walk(app, number, *TO_APPROVED)
    told = events(caller)
    assert [each["position"] for each in told] == [1, 2, 3, 4, 5, 6]
    assert [each["status"] for each in told] == [
        "received", "classified", "dispatched", "handling", "answered", "approved",
    ]  # fmt: skip
    assert {(each["service_number"], each["external_id"], each["channel"]) for each in told} == {
        (number, "W-1", "website")
    }
    assert told[2]["title"] == "交给市城管执法委办理"
    assert [each["answer"] is not None for each in told] == [False] * 5 + [True]
    assert told[-1]["answer"]["text"].startswith("已现场清理")
    text = ask(caller).text
    for secret in ("陈秀英", "13871234567", "路灯", "话务员", "承办人"):
        assert secret not in text


def test_the_feed_goes_on_where_it_was_left(app: Flask) -> None:
    caller = Caller(app)
    for count in range(5):
        hand_in(caller, external_id=str(count))
    first = ask(caller, limit=2).get_json()
    second = ask(caller, after=first["next"], limit=2).get_json()
    third = ask(caller, after=second["next"], limit=2).get_json()
    assert [len(each["events"]) for each in (first, second, third)] == [2, 2, 1]
    assert [each["more"] for each in (first, second, third)] == [True, True, False]
    assert ask(caller, after=third["next"]).get_json() == {"events": [], "next": 5, "more": False}


def test_a_system_is_told_nothing_of_anothers_messages(app: Flask) -> None:
    one, other = Caller(app), Caller(app, name="wechat")
    number = hand_in(one)
    assert events(other) == []
    assert is_problem(ask(other, f"{MESSAGES}/{number}"), 404, "not_found")
    shown = ask(one, f"{MESSAGES}/{number}").get_json()
    assert (shown["service_number"], shown["status"]) == (number, "received")
    assert is_problem(ask(one, f"{MESSAGES}/123"), 404, "malformed_number")


def test_a_merged_message_hears_every_step_of_the_ticket_that_leads(app: Flask) -> None:
    website, wechat = Caller(app), Caller(app, name="wechat")
    leading, merged = hand_in(website), hand_in(wechat, channel="wechat", text="同一盏路灯不亮。")
    walk(app, leading, factories.classify)
    with app.app_context(), unit_of_work():
        merging.merge(ticket(merged), into=ticket(leading), by=OPERATOR, at=now(), note="同一事项")
    walk(app, leading, *TO_APPROVED[1:])
    told = events(wechat)
    assert {each["service_number"] for each in told} == {merged}
    assert [(each["status"], each["merged"]) for each in told] == [
        ("received", False),
        *((state, True) for state in ("classified", "dispatched", "handling", "answered", "approved")),
    ]
    assert told[-1]["answer"] == events(website)[-1]["answer"]
    assert ask(wechat, f"{MESSAGES}/{merged}").get_json()["status"] == "approved"


def test_an_unmerged_message_stands_alone_again(app: Flask) -> None:
    website, wechat = Caller(app), Caller(app, name="wechat")
    leading, merged = hand_in(website), hand_in(wechat, channel="wechat", text="同一盏路灯不亮。")
    with app.app_context():
        with unit_of_work():
            merging.merge(ticket(merged), into=ticket(leading), by=OPERATOR, at=now(), note="同一事项")
        with unit_of_work():
            merging.split(ticket(merged), rules=parts().rules, by=OPERATOR, at=now(), note="不是一件事")
        with unit_of_work():
            dispatching.decline(ticket(leading), by=OPERATOR, at=now(), note="请向法院提起诉讼")
    assert [each["merged"] for each in events(wechat)] == [False, True, False]
    assert events(wechat)[-1]["status"] == "received"
    assert events(website)[-1]["note"] == "请向法院提起诉讼"


def test_the_reason_for_a_question_is_told_and_a_note_inside_the_house_is_not(app: Flask) -> None:
    caller = Caller(app)
    number = hand_in(caller)
    with app.app_context():
        with unit_of_work():
            waiting.ask_citizen(ticket(number), rules=parts().rules, by=OPERATOR, at=now(), note="请补充具体时间")
        with unit_of_work():
            intake.supply(ticket(number), "每天晚上", rules=parts().rules, by=OPERATOR, at=now())
    assert [each["note"] for each in events(caller)] == ["", "请补充具体时间", ""]


def test_positions_have_no_gap_and_never_move_while_many_write_and_read(app: Flask) -> None:
    """Positions are given after the commit: a reader that has seen n never finds anything new before n."""
    caller = Caller(app)
    seen: list[tuple[int, str]] = []
    writers = [threading.Thread(target=_write, args=(caller.beside(app), name)) for name in range(4)]
    reading = caller.beside(app)
    for each in writers:
        each.start()
    while any(each.is_alive() for each in writers):
        _read_on(reading, seen)
    for each in writers:
        each.join()
    _read_on(reading, seen)
    assert [position for position, _ in seen] == list(range(1, 4 * EACH + 1))
    assert len({key for _, key in seen}) == 4 * EACH
    assert [(each["position"], each["id"]) for each in events(caller)] == seen


EACH = 10


def _write(caller: Caller, name: int) -> None:
    for count in range(EACH):
        hand_in(caller, external_id=f"{name}-{count}")


def _read_on(caller: Caller, seen: list[tuple[int, str]]) -> None:
    after = seen[-1][0] if seen else 0
    seen += [(each["position"], each["id"]) for each in events(caller, after=after, limit=500)]


@pytest.mark.backend("postgresql")  # SQLite lets one transaction write at a time
def test_a_step_that_was_begun_first_and_committed_last_is_not_lost(app: Flask) -> None:
    caller = Caller(app)
    first, last = hand_in(caller, external_id="1"), hand_in(caller, external_id="2")
    written, may_commit = threading.Event(), threading.Event()

    def begin_first() -> None:
        with app.app_context(), unit_of_work():
            factories.classify(ticket(first), now())
            db.session.flush()
            written.set()
            may_commit.wait(120)

    slow = threading.Thread(target=begin_first)
    slow.start()
    written.wait(120)
    walk(app, last, factories.classify)
    before = events(caller)
    may_commit.set()
    slow.join()
    after = events(caller, after=before[-1]["position"])
    assert [each["service_number"] for each in before] == [first, last, last]
    assert [each["service_number"] for each in after] == [first]


def test_questions_that_make_no_sense_are_refused(app: Flask) -> None:
    caller = Caller(app)
    for query in ({"after": "-1"}, {"after": "x"}, {"limit": "0"}, {"limit": "501"}, {"after": ""}, {"after": "٣"}):
        assert is_problem(ask(caller, **query), 422, "bad_input")
    twice = caller.client.get(f"{EVENTS}?after=1&after=2", headers={"Authorization": f"Bearer {caller.token}"})
    assert is_problem(twice, 422, "bad_input")


def test_a_call_from_the_phone_makes_no_event(app: Flask) -> None:
    with app.app_context():
        factories.a_ticket(State.APPROVED)
        assert not db.session.query(FeedEvent).count()


def test_events_are_written_only_when_the_step_is_kept(app: Flask) -> None:
    caller = Caller(app)
    number = hand_in(caller)
    with app.app_context():
        with pytest.raises(IllegalTransition):
            _classify_and_fail(number)
        with unit_of_work():
            feed.give_positions(check_token(caller.token, scope="events:read", at=now()).source_id)
    assert len(events(caller)) == 1


def _classify_and_fail(number: str) -> None:
    with unit_of_work():
        factories.classify(ticket(number), now())
        factories.approve(ticket(number), now())
