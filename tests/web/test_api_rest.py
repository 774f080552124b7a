"""The rest of /api/v1: who may come, tickets for who holds the code, routing, the OpenAPI document, every refusal."""

import re
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.accounts.throttle import FOLLOW
from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.domain.number import compose, spoken
from hotline.models import Ticket
from hotline.schemas import inputs
from tests import factories
from tests.web.caller import MESSAGES, Caller, is_problem

TICKETS = "/api/v1/tickets"
TEXT = "建设路上的路灯坏了三盏，晚上很黑。"
SMALL = {"channel": "wechat", "text": TEXT}


def test_without_a_token_nobody_comes_in(app: Flask) -> None:
    caller = Caller(app)
    for header in ("", "Bearer", "Bearer wrong", f"Basic {caller.token}", "Bearer 令牌".encode().decode("latin-1")):
        refused = caller.post(MESSAGES, SMALL, Authorization=header)
        assert is_problem(refused, 401, "sign_in_failed")
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert caller.post(MESSAGES, SMALL, Authorization=f"bearer {caller.token}").status_code == 201


def test_a_token_opens_only_its_own_scope(app: Flask) -> None:
    assert is_problem(Caller(app, scope="metrics").post(MESSAGES, SMALL), 403, "not_allowed")


def test_number_and_code_show_the_citizens_view_without_personal_data(app: Flask) -> None:
    with app.app_context():
        ticket = factories.the(factories.a_ticket(State.APPROVED))
        number, code = ticket.number, ticket.messages[0].query_code
    answer = Caller(app).get(f"{TICKETS}/{number}", code=code)
    body = answer.get_json()
    assert answer.status_code == 200
    assert (body["service_number"], body["status"], body["status_text"]) == (number, "approved", "已答复")
    assert body["department"] == body["answer"]["department"] == "市城管执法委"
    assert body["answer"]["text"].startswith("已现场清理")
    assert [each["title"] for each in body["timeline"]][-1] == "收到您的诉求"
    for hidden in (factories.NAME, factories.PHONE, code, "话务员"):
        assert hidden not in answer.text
    assert Caller(app, name="b").get(f"{TICKETS}/{spoken(number)}", code=code.lower()).status_code == 200


def test_before_the_answer_a_ticket_shows_the_promised_date(app: Flask) -> None:
    with app.app_context():
        ticket = factories.the(factories.a_ticket(State.HANDLING))
        number, code = ticket.number, ticket.messages[0].query_code
    body = Caller(app).get(f"{TICKETS}/{number}", code=code).get_json()
    assert body["answer"] is None
    assert re.fullmatch(r"2026-03-\d\dT.*\+00:00", body["promised_at"])


def test_wrong_numbers_and_codes_are_refused_and_probing_is_slowed(app: Flask) -> None:
    with app.app_context():
        number = factories.the(factories.a_ticket()).number
    caller = Caller(app)
    wrong_digit = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert is_problem(caller.get(f"{TICKETS}/{wrong_digit}", code="x"), 404, "wrong_check_digit")
    assert is_problem(caller.get(f"{TICKETS}/abc", code="x"), 404, "malformed_number")
    assert is_problem(caller.get(f"{TICKETS}/{number}"), 422, "bad_input")
    unknown = compose(date(2020, 1, 1), 1)
    answers = [caller.get(f"{TICKETS}/{each}", code="ZZZZ9999") for each in (number, unknown)]
    assert answers[0].get_json() == answers[1].get_json()
    for _ in range(FOLLOW.failures - 2):
        assert is_problem(caller.get(f"{TICKETS}/{number}", code="错码😀"), 404, "wrong_code")
    assert is_problem(caller.get(f"{TICKETS}/{number}", code="x"), 429, "too_many_attempts")


def test_route_answers_a_line_and_changes_nothing(app: Flask) -> None:
    caller = Caller(app)
    answer = caller.post("/api/v1/route", {"id": "7", "title": "路灯", "text": TEXT, "unknown": 1})
    body = answer.get_json()
    assert answer.status_code == 200
    assert body["id"] == "7"
    assert {"outcome", "kind", "urgent", "candidates"} <= body.keys()
    assert len(body["candidates"]) >= 5
    whole = f"路灯\n{TEXT}"
    for piece in body["candidates"][0]["evidence"]:
        assert whole[piece["start"] : piece["end"]] == piece["found"]
    assert is_problem(caller.post("/api/v1/route", {"id": "7"}), 422, "bad_input")
    assert is_problem(caller.post("/api/v1/route", [1]), 422, "bad_input")
    with app.app_context():
        assert not db.session.query(Ticket).count()


def test_everything_unknown_or_too_large_is_a_problem_too(app: Flask) -> None:
    caller = Caller(app)
    assert is_problem(caller.get("/api/v1/nothing"), 404, "not_found")
    wrong_way = caller.get(MESSAGES)
    assert is_problem(wrong_way, 405, "method_not_allowed")
    assert "POST" in wrong_way.headers["Allow"]
    assert is_problem(caller.post(MESSAGES, b" " * (4 * 1024 * 1024 + 1)), 413, "request_entity_too_large")
    headers = {"Authorization": f"Bearer {caller.token}"}
    plain = caller.client.post(MESSAGES, data="text=x", headers=headers)
    assert is_problem(plain, 415, "not_json")


def test_the_document_describes_every_address_of_the_api(app: Flask) -> None:
    document = Caller(app).get("/api/v1/openapi.json").get_json()
    assert document["openapi"].startswith("3.")
    described = {(path, method.upper()) for path, calls in document["paths"].items() for method in calls}
    served = {
        (re.sub(r"<(?:\w+:)?number>", "{service_number}", rule.rule.removeprefix("/api/v1")), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert described == served
    schema = document["components"]["schemas"]["NewMessage"]
    assert schema["required"] == ["channel", "text"]
    assert set(schema["properties"]) == set(inputs.NewMessage().fields)
    references = re.findall(r'"#/components/schemas/(\w+)"', Caller(app, name="b").get("/api/v1/openapi.json").text)
    assert set(references) <= set(document["components"]["schemas"])


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
LIKE_A_MESSAGE = st.fixed_dictionaries(
    {},
    optional={
        name: ANY_JSON
        | st.text(max_size=40)
        | st.sampled_from(["website", "投诉", TEXT, "2026-01-01T00:00:00Z", "", "1"])
        for name in inputs.NewMessage().fields
    },
)


@pytest.fixture
def caller(app: Flask) -> Caller:
    return Caller(app)


@pytest.mark.parametrize("path", [MESSAGES, f"{MESSAGES}/batch", "/api/v1/route"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANY_JSON | LIKE_A_MESSAGE | st.fixed_dictionaries({"messages": st.lists(LIKE_A_MESSAGE, max_size=3)}))
def test_no_json_whatsoever_makes_the_service_fail(caller: Caller, path: str, body: object) -> None:
    answer = caller.post(path, body)
    assert answer.status_code in (200, 201, 400, 422)
    if answer.status_code == 422:
        assert is_problem(answer, 422, "bad_input")
