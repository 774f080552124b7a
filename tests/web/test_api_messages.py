"""POST /api/v1/messages: the contract word for word, repeats that change nothing, refusals in problem+json."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from hotline.clock import now
from hotline.db import db
from hotline.models import Counter, JournalEntry, Message, OutboxMessage, Ticket
from tests.web.caller import MESSAGES, Caller, is_problem

GOOD = {
    "channel": "website",
    "external_id": "W-2026-1",
    "title": "路灯不亮",
    "text": "建设路的路灯坏了一个星期，请尽快维修。",
    "citizen": {"name": "陈秀英", "phone": "+86 138-7123-4567"},
    "kind": "投诉",
    "place": "建设路18号",
    "district": "江岸区",
    "confidential": False,
    "may_publish": True,
    "received_at": "2026-01-05T09:30:00+08:00",
}
SMALL = {"channel": "wechat", "text": "路灯坏了"}


def counted(app: Flask) -> tuple[int, ...]:
    with app.app_context():
        return tuple(db.session.query(each).count() for each in (Ticket, Message, JournalEntry, OutboxMessage, Counter))


def test_a_whole_message_is_taken_as_the_contract_says(app: Flask) -> None:
    answer = Caller(app).post(MESSAGES, GOOD, key="k-1")
    body = answer.get_json()
    assert answer.status_code == 201
    assert body.keys() == {"service_number", "query_code", "status", "status_text", "merged", "links"}
    assert (body["status"], body["status_text"], body["merged"]) == ("received", "已受理", False)
    with app.app_context():
        message = db.session.query(Message).one()
        ticket = message.ticket
        assert (ticket.number, message.query_code) == (body["service_number"], body["query_code"])
        assert (message.citizen_phone, ticket.kind.label, ticket.may_publish) == ("13871234567", "投诉", True)
        assert ticket.received_at.isoformat() == "2026-01-05T01:30:00+00:00"


def test_channel_and_text_are_enough(app: Flask) -> None:
    assert Caller(app).post(MESSAGES, SMALL).status_code == 201


@pytest.mark.parametrize(
    "channel", ["website", "phone", "wechat", "app", "weibo", "message_board", "email", "letter", "visit"]
)
def test_every_channel_of_the_contract_is_taken(app: Flask, channel: str) -> None:
    assert Caller(app).post(MESSAGES, SMALL | {"channel": channel}).status_code == 201


def test_the_same_key_and_body_again_is_the_same_answer(app: Flask) -> None:
    caller = Caller(app)
    first, again = (caller.post(MESSAGES, SMALL, key="one") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert counted(app)[:4] == (1, 1, 1, 1)


def test_the_same_key_with_another_body_is_a_conflict(app: Flask) -> None:
    caller = Caller(app)
    caller.post(MESSAGES, SMALL, key="one")
    assert is_problem(caller.post(MESSAGES, SMALL | {"text": "井盖丢了"}, key="one"), 409, "idempotency_conflict")
    assert counted(app)[0] == 1


def test_keys_of_two_systems_do_not_meet(app: Flask) -> None:
    assert Caller(app).post(MESSAGES, SMALL, key="one").status_code == 201
    assert Caller(app, name="wechat").post(MESSAGES, SMALL, key="one").status_code == 201


def test_the_same_external_id_on_the_same_channel_is_the_same_ticket(app: Flask) -> None:
    caller = Caller(app)
    first = caller.post(MESSAGES, GOOD, key="a")
    again = caller.post(MESSAGES, GOOD | {"text": "又写了一遍"}, key="b")
    elsewhere = caller.post(MESSAGES, GOOD | {"channel": "app"}, key="c")
    assert (first.status_code, again.status_code, elsewhere.status_code) == (201, 200, 201)
    assert first.get_json() == again.get_json()
    assert first.get_json()["service_number"] != elsewhere.get_json()["service_number"]
    assert counted(app)[0] == 2


def test_equal_requests_at_the_same_moment_make_one_ticket_and_no_gap(app: Flask) -> None:
    caller, answers = Caller(app), []
    callers = [caller.beside(app) for _ in range(16)]
    start = threading.Barrier(len(callers))

    def send(caller: Caller) -> None:
        start.wait()
        answers.append(caller.post(MESSAGES, GOOD, key="same"))

    threads = [threading.Thread(target=send, args=(each,)) for each in callers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.status_code for each in answers) == [200] * 15 + [201]
    assert len({each.text for each in answers}) == 1
    following = caller.post(MESSAGES, SMALL).get_json()["service_number"]
    assert int(following[8:-1]) == 2
    assert counted(app)[:4] == (2, 2, 2, 2)


BAD = [
    ({"channel": "fax"}, "channel", "渠道不认识"),
    ({"channel": None}, "channel", "请填写"),
    ({"text": ""}, "text", "请填写诉求内容"),
    ({"text": "\x00\x07"}, "text", "这一项不能为空"),
    ({"text": 5}, "text", "应为文字"),
    ({"text": "路灯" * 175_000}, "text", "内容过长"),
    ({"citizen": {"phone": "12345"}}, "citizen.phone", "不正确"),
    ({"citizen": {"phone": 13871234567}}, "citizen.phone", "应为文字"),
    ({"citizen": "陈"}, "citizen._schema", "JSON对象"),
    ({"citizen": {"age": "5"}}, "citizen.age", "不认识的字段"),
    ({"kind": "抱怨"}, "kind", "诉求类别不认识"),
    ({"colour": "red"}, "colour", "不认识的字段"),
    ({"confidential": "perhaps"}, "confidential", "true 或 false"),
    ({"received_at": "2026-01-05T09:30:00"}, "received_at", "带时区"),
    ({"received_at": "昨天"}, "received_at", "ISO 8601"),
    ({"received_at": (now() + timedelta(days=1)).isoformat()}, "received_at", "不能晚于现在"),
    ({"external_id": "W\x001"}, "external_id", "可见字符"),
    ({"external_id": "W" * 201}, "external_id", "可见字符"),
    ({"title": "长" * 101}, "title", "内容过长"),
]


@pytest.mark.parametrize(("wrong", "field", "sentence"), BAD)
def test_bad_input_names_field_and_sentence_and_changes_nothing(
    app: Flask, wrong: dict[str, object], field: str, sentence: str
) -> None:
    answer = Caller(app).post(MESSAGES, GOOD | wrong, key="bad")
    assert is_problem(answer, 422, "bad_input")
    (error,) = answer.get_json()["errors"]
    assert error["field"] == field
    assert sentence in error["message"]
    assert counted(app) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"channel":"website","text":"\xc2\xb7\xb5\xc6"}', b"\xff\xfe", b"[" * 100_000, b"NaN"]
)
def test_what_is_no_utf_8_json_is_refused(app: Flask, body: bytes) -> None:
    answer = Caller(app).post(MESSAGES, body)
    assert is_problem(answer, 400, "unreadable_json")
    assert counted(app) == (0, 0, 0, 0, 0)


def test_a_field_sent_twice_is_refused_for_one_of_the_two_would_be_lost(app: Flask) -> None:
    answer = Caller(app).post(MESSAGES, b'{"channel": "app", "text": "\\u8def\\u706f", "text": "\\u6c34"}')
    assert is_problem(answer, 422, "bad_input")
    assert answer.get_json()["errors"][0]["field"] == "text"


@pytest.mark.parametrize("body", [[], None, 1, "路灯", {}, {"messages": 1}])
def test_json_of_another_shape_is_refused(app: Flask, body: object) -> None:
    caller = Caller(app)
    assert is_problem(caller.post(MESSAGES, body), 422, "bad_input")
    assert is_problem(caller.post(f"{MESSAGES}/batch", body), 422, "bad_input")


def test_emoji_and_half_a_sign_are_taken(app: Flask) -> None:
    caller = Caller(app)
    assert caller.post(MESSAGES, SMALL | {"text": "路燈壞了😢"}).status_code == 201
    assert caller.post(MESSAGES, b'{"channel":"app","text":"\\ud83d lamp \\u0000"}').status_code == 201
    assert counted(app)[0] == 2


def test_strange_idempotency_keys_are_refused(app: Flask) -> None:
    caller = Caller(app)
    for key in ("k" * 201, "a\tb", "é"):
        assert is_problem(caller.post(MESSAGES, SMALL, key=key), 422, "bad_input")
    assert is_problem(caller.post(f"{MESSAGES}/batch", {"messages": [SMALL]}, key="k" * 191), 422, "bad_input")
    assert is_problem(caller.post(MESSAGES, SMALL, **{"Idempotency-Key": ""}), 422, "bad_input")
    assert counted(app)[0] == 0


def test_a_batch_is_answered_in_order_and_bad_ones_in_their_place(app: Flask) -> None:
    caller = Caller(app)
    given = [SMALL, {"channel": "fax", "text": "x"}, GOOD, None, GOOD]
    answer = caller.post(f"{MESSAGES}/batch", {"messages": given})
    results = answer.get_json()["results"]
    assert answer.status_code == 200
    assert [each["index"] for each in results] == [0, 1, 2, 3, 4]
    assert [each["status_code"] for each in results] == [201, 422, 201, 422, 200]
    assert results[2]["service_number"] == results[4]["service_number"]
    assert results[1]["error"]["errors"][0]["field"] == "channel"
    assert counted(app)[0] == 2


def test_a_batch_sent_again_with_its_key_is_the_same_batch(app: Flask) -> None:
    caller, given = Caller(app), {"messages": [SMALL, SMALL | {"text": "井盖丢了"}]}
    first, again = (caller.post(f"{MESSAGES}/batch", given, key="night").get_json()["results"] for _ in range(2))
    assert [each["service_number"] for each in first] == [each["service_number"] for each in again]
    assert [each["status_code"] for each in again] == [200, 200]
    assert counted(app)[0] == 2


def test_a_batch_is_limited(app: Flask) -> None:
    caller = Caller(app)
    for given in ([], [SMALL] * 1_001):
        assert is_problem(caller.post(f"{MESSAGES}/batch", {"messages": given}), 422, "bad_input")
    assert counted(app)[0] == 0


@pytest.mark.backend("sqlite")
def test_a_thousand_messages_are_one_batch(app: Flask) -> None:
    given = [SMALL | {"external_id": str(each)} for each in range(1_000)]
    results = Caller(app).post(f"{MESSAGES}/batch", {"messages": given}).get_json()["results"]
    assert {each["status_code"] for each in results} == {201}
    assert len({each["service_number"] for each in results}) == 1_000
