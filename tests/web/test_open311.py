"""Open311 GeoReport v2 by its published specification: services, requests in and out, tokens, errors, XML and JSON."""

from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hotline.clock import now
from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.domain.service_attributes import attributes_by_matter
from hotline.models import Message, Ticket
from tests import factories
from tests.web.caller import Caller

BASE = "/open311/v2"
SERVICE = "gov_office.hotline"
# Every field of a request as the specification lists them.
FIELDS = (
    "service_request_id status status_notes service_name service_code description agency_responsible service_notice "
    "requested_datetime updated_datetime expected_datetime address address_id zipcode lat long media_url"
)
GOOD = {
    "service_code": SERVICE,
    "lat": "30.592850",
    "long": "114.305539",
    "address_string": "建设路18号",
    "email": "chen@example.cn",
    "device_id": "tt222111",
    "account_id": "123456",
    "first_name": "秀英",
    "last_name": "陈",
    "phone": "13871234567",
    "description": "热线一直打不通。\n第二行",
    "media_url": "https://example.cn/1.jpg",
    "attribute[WHISPAWN]": "123456",
}


@pytest.fixture
def caller(app: Flask) -> Caller:
    return Caller(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(caller: Caller, form: dict[str, str], form_of: str = "json", **headers: str):
    return caller.client.post(f"{BASE}/requests.{form_of}", data=form, headers=headers)


def errors_of(answer) -> list[tuple[int, str]]:
    return [(int(each["code"]), each["description"]) for each in answer.get_json()]


def test_the_matters_of_the_directory_are_the_services(client: FlaskClient) -> None:
    listed = client.get(f"{BASE}/services.json")
    rows = listed.get_json()
    assert listed.content_type == "application/json; charset=utf-8"
    assert set(rows[0]) == {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert {each["type"] for each in rows} == {"realtime"}
    written = client.get(f"{BASE}/services.xml?jurisdiction_id=wuhan.gov.cn")
    assert written.content_type == "text/xml; charset=utf-8"
    assert written.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
    tree = fromstring(written.data)
    assert tree.tag == "services"
    assert [each.findtext("service_code") for each in tree] == [each["service_code"] for each in rows]
    asks_more = {each["service_code"] for each in rows if each["metadata"]}
    assert asks_more == set(attributes_by_matter())
    assert {each.findtext("service_code") for each in tree if each.findtext("metadata") == "true"} == asks_more


def test_a_service_has_a_definition_without_further_questions(client: FlaskClient) -> None:
    assert client.get(f"{BASE}/services/{SERVICE}.json").get_json() == {"service_code": SERVICE, "attributes": []}
    tree = fromstring(client.get(f"{BASE}/services/{SERVICE}.xml").data)
    assert (tree.tag, tree.findtext("service_code")) == ("service_definition", SERVICE)
    missing = client.get(f"{BASE}/services/nothing.json")
    assert missing.status_code == 404
    assert errors_of(missing)[0][0] == 404


def test_a_request_is_taken_and_read_back_in_both_forms(app: Flask, caller: Caller) -> None:
    (taken,) = post(caller, GOOD | {"api_key": caller.token}).get_json()
    number = taken["service_request_id"]
    assert "token" not in taken
    with app.app_context():
        message = db.session.query(Message).one()
        assert (message.citizen_name, message.citizen_phone) == ("陈秀英", "13871234567")
        assert (message.ticket.number, message.ticket.matter_id) == (number, SERVICE)
        assert message.text.splitlines()[:2] == ["热线一直打不通。", "第二行"]
    (shown,) = caller.get(f"{BASE}/requests/{number}.json").get_json()
    assert list(shown) == FIELDS.split()
    assert (shown["status"], shown["service_code"], shown["description"]) == ("open", SERVICE, None)
    assert shown["requested_datetime"].endswith("Z")
    tree = fromstring(caller.get(f"{BASE}/requests/{number}.xml").data)
    assert (tree.tag, tree[0].tag, tree[0].findtext("service_request_id")) == ("service_requests", "request", number)
    assert [each.tag for each in tree[0]] == FIELDS.split()
    for hidden in ("陈秀英", "13871234567", "chen@example.cn", "建设路18号", "打不通。"):
        assert hidden not in caller.get(f"{BASE}/requests/{number}.json").text


def test_a_request_is_answered_in_xml_and_a_bearer_token_serves_as_key(caller: Caller) -> None:
    answer = post(caller, GOOD, "xml", Authorization=f"Bearer {caller.token}")
    assert answer.status_code == 201
    assert fromstring(answer.data)[0].findtext("service_request_id").isdigit()


@pytest.mark.parametrize("wrong", [{}, {"api_key": "wrong"}])
def test_a_missing_or_wrong_key_is_403(app: Flask, caller: Caller, wrong: dict[str, str]) -> None:
    answer = post(caller, GOOD | wrong)
    assert answer.status_code == 403
    assert errors_of(answer)[0][0] == 403
    with app.app_context():
        assert not db.session.query(Ticket).count()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "nothing"}, 404),
        ({"address_string": "", "lat": ""}, 400),
        ({"address_string": "", "lat": "95"}, 400),
        ({"lat": "north"}, 400),
        ({"phone": "12345"}, 400),
        ({"email": "nobody"}, 400),
        ({"description": "长" * 4_001}, 400),
    ],
)
def test_bad_input_is_400_or_404_in_the_form_of_the_specification(
    app: Flask, caller: Caller, change: dict[str, str], status: int
) -> None:
    form = GOOD | change | {"api_key": caller.token}
    answer, written = post(caller, form), post(caller, form, "xml")
    assert answer.status_code == written.status_code == status
    assert errors_of(answer)[0][0] == status
    tree = fromstring(written.data)
    assert (tree.tag, tree[0].tag, tree[0].findtext("code")) == ("errors", "error", str(status))
    with app.app_context():
        assert not db.session.query(Ticket).count()


def test_coordinates_alone_are_a_place(app: Flask, caller: Caller) -> None:
    form = {"service_code": SERVICE, "lat": "30.5", "long": "114.3", "api_key": caller.token}
    assert post(caller, form).status_code == 201
    with app.app_context():
        assert db.session.query(Message).one().place == "WGS-84 30.5,114.3"


def test_the_same_key_again_is_the_same_request(caller: Caller) -> None:
    form = GOOD | {"api_key": caller.token}
    first, again = (post(caller, form, **{"Idempotency-Key": "k"}).get_json() for _ in range(2))
    assert first == again


def test_richer_states_stand_in_the_notes(app: Flask, client: FlaskClient) -> None:
    expected = {State.HANDLING: "open", State.ANSWERED: "open", State.CLOSED: "closed", State.DECLINED: "closed"}
    for state, status in expected.items():
        with app.app_context():
            number = factories.the(factories.a_ticket(state, at=now() - timedelta(days=1))).number
        (shown,) = client.get(f"{BASE}/requests/{number}.json").get_json()
        assert shown["status"] == status
        assert shown["status_notes"]
        if state is State.HANDLING:
            assert shown["agency_responsible"] == "市城管执法委"
            assert shown["expected_datetime"].endswith("Z")


def test_a_description_is_shown_once_it_was_published(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        number = factories.the(factories.a_ticket(State.PUBLISHED, at=now() - timedelta(days=1))).number
    (shown,) = client.get(f"{BASE}/requests/{number}.json").get_json()
    assert "流动摊贩" in shown["description"]
    assert factories.PHONE not in shown["description"]


def test_what_is_confidential_or_not_agreed_to_is_not_there(app: Flask, client: FlaskClient) -> None:
    for changes in ({"confidential": True}, {"may_publish": False}):
        with app.app_context():
            number = factories.the(factories.a_ticket(at=now(), **changes)).number
        missing = client.get(f"{BASE}/requests/{number}.json")
        assert missing.status_code == 404
        assert errors_of(missing) == errors_of(client.get(f"{BASE}/requests/123.json"))
    assert client.get(f"{BASE}/requests.json").get_json() == []


def test_requests_are_narrowed_by_id_service_status_and_dates(app: Flask, caller: Caller, client: FlaskClient) -> None:
    (taken,) = post(caller, GOOD | {"api_key": caller.token}).get_json()
    with app.app_context():
        closed = factories.the(factories.a_ticket(State.CLOSED, at=now() - timedelta(days=10))).number
        old = factories.the(factories.a_ticket(at=now() - timedelta(days=100))).number
    mine = taken["service_request_id"]

    def numbers(**query: str) -> list[str]:
        found = client.get(f"{BASE}/requests.json", query_string=query).get_json()
        return [each["service_request_id"] for each in found]

    assert numbers() == [mine, closed]
    assert numbers(status="closed") == [closed]
    assert numbers(status="open,closed") == [mine, closed]
    assert numbers(service_code=f"{SERVICE},other") == [mine]
    assert set(numbers(service_request_id=f"{old},{mine}", status="closed")) == {old, mine}
    long_ago = {
        "start_date": (now() - timedelta(days=110)).isoformat(),
        "end_date": (now() - timedelta(days=90)).isoformat(),
    }
    assert numbers(**long_ago) == [old]
    assert numbers(end_date=(now() - timedelta(days=5)).strftime("%Y-%m-%dT%H:%M:%SZ")) == [closed]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "pending"},
        {"start_date": "yesterday"},
        {"start_date": "2026-01-01T00:00:00"},
        {"start_date": "2025-01-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
    ],
)
def test_questions_that_make_no_sense_are_400(client: FlaskClient, query: dict[str, str]) -> None:
    answer = client.get(f"{BASE}/requests.json", query_string=query)
    assert answer.status_code == 400
    assert errors_of(answer)[0][0] == 400


def test_another_method_is_answered_in_the_form_of_the_specification(client: FlaskClient) -> None:
    answer = client.delete(f"{BASE}/requests.xml")
    assert (answer.status_code, fromstring(answer.data).tag) == (405, "errors")
    assert "POST" in answer.headers["Allow"]


def test_a_number_is_its_own_token(caller: Caller) -> None:
    (taken,) = post(caller, GOOD | {"api_key": caller.token}).get_json()
    number = taken["service_request_id"]
    shown = caller.get(f"{BASE}/tokens/{number}.json").get_json()
    assert shown == [{"service_request_id": number, "token": number}]
    assert caller.get(f"{BASE}/tokens/12345.xml").status_code == 404
