"""Open311: what a service asks besides, the specification's own examples, a client library of the package index."""

from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient
from georeport import GeoReport

from hotline.clock import now
from hotline.db import db
from hotline.domain.service_attributes import attributes_by_matter, read_attributes
from hotline.errors import ConfigurationError
from hotline.models import Message
from hotline.parts import parts
from tests import factories
from tests.web.caller import Caller
from tests.web.served import served
from tests.web.test_open311 import BASE, GOOD, SERVICE, errors_of, post


@pytest.fixture
def caller(app: Flask) -> Caller:
    return Caller(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


# The requests that the specification prints, with a service of ours; its city has other service codes.
PRINTED = (
    f"lat=37.76524078&long=-122.4212043&address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111"
    f"&account_id=123456&first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying"
    f"+the+street&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg"
    f"&attribute[WHISPAWN]=123456&attribute[WHISDORN]=COISL001&service_code={SERVICE}&jurisdiction_id=city.gov"
)


def test_a_service_that_asks_more_defines_its_questions(client: FlaskClient) -> None:
    path = f"{BASE}/services/urban_mgmt.manhole"
    (asked,) = client.get(f"{path}.json").get_json()["attributes"]
    assert (asked["code"], asked["datatype"], asked["order"]) == ("manhole", "multivaluelist", 1)
    assert (asked["variable"], asked["required"]) == (True, False)
    assert {"key": "missing", "name": "缺失"} in asked["values"]
    (attribute,) = fromstring(client.get(f"{path}.xml").data).find("attributes")
    assert (attribute.tag, attribute.findtext("variable")) == ("attribute", "true")
    assert [each.findtext("key") for each in attribute.find("values")] == ["missing", "broken", "loose", "sunken"]


def test_answers_to_a_services_questions_are_taken_in_words(app: Flask, caller: Caller) -> None:
    form = {**GOOD, "service_code": "urban_mgmt.manhole", "api_key": caller.token}
    taken = post(caller, {**form, "attribute[manhole]": ["broken", "loose"]})
    assert taken.status_code == 201
    with app.app_context():
        assert "井盖的情况：破损、松动、响声" in db.session.query(Message).one().text.splitlines()
    refused = post(caller, {**form, "attribute[manhole]": "stolen"})
    assert refused.status_code == 400
    assert "missing" in errors_of(refused)[0][1]
    lamps = {**GOOD, "service_code": "urban_mgmt.street_lamps", "api_key": caller.token, "attribute[lamps]": "三"}
    assert post(caller, lamps).status_code == 400


def test_a_table_of_questions_that_contradicts_itself_is_refused() -> None:
    plate = {"datatype": "string", "description": "车牌号"}
    for attributes, matters in (
        ({"plate": plate}, {"transport.taxis": ["colour"]}),
        ({"plate": plate | {"datatype": "colour"}}, {}),
        ({"plate": plate | {"datatype": "singlevaluelist"}}, {}),
    ):
        with pytest.raises(ConfigurationError, match="service_attributes"):
            read_attributes({"attributes": attributes, "matters": matters})


def test_every_question_belongs_to_a_matter_of_the_directory(app: Flask) -> None:
    with app.app_context():
        assert set(attributes_by_matter()) <= {matter.id for matter in parts().directory.matters}


def test_requests_are_shown_page_by_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = [factories.the(factories.a_ticket(at=now() - timedelta(days=each))).number for each in range(5)]

    def page(**query: object) -> list[str]:
        found = client.get(f"{BASE}/requests.json", query_string=query).get_json()
        return [each["service_request_id"] for each in found]

    assert [page(page_size=2), page(page_size=2, page=2), page(page_size=2, page=3)] == [made[:2], made[2:4], made[4:]]
    for wrong in ({"page": "0"}, {"page_size": "1001"}, {"page": "x"}, {"page_size": "-1"}):
        assert client.get(f"{BASE}/requests.json", query_string=wrong).status_code == 400


def test_a_start_alone_is_ninety_days_from_there(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        old = factories.the(factories.a_ticket(at=now() - timedelta(days=150))).number
        factories.a_ticket(at=now())
    start = (now() - timedelta(days=160)).isoformat()
    shown = client.get(f"{BASE}/requests.json", query_string={"start_date": start}).get_json()
    assert [each["service_request_id"] for each in shown] == [old]


def test_every_mistake_is_an_error_of_its_own(caller: Caller) -> None:
    answer = post(caller, GOOD | {"lat": "north", "phone": "12345", "api_key": caller.token}, "xml")
    assert answer.status_code == 400
    assert [each.findtext("code") for each in fromstring(answer.data)] == ["400", "400"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_specifications_own_examples_work(caller: Caller, form: str) -> None:
    sent = caller.client.post(
        f"{BASE}/requests.{form}",
        data=f"{PRINTED}&api_key={caller.token}",
        content_type="application/x-www-form-urlencoded; charset=utf-8",
    )
    assert sent.status_code in (200, 201)
    (taken,) = caller.get(f"{BASE}/requests.json").get_json()
    number = taken["service_request_id"]
    for path in (
        "services.{0}?jurisdiction_id=city.gov",
        f"services/{SERVICE}.{{0}}?jurisdiction_id=city.gov",
        f"tokens/{number}.{{0}}?jurisdiction_id=city.gov",
        "requests.{0}?start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z&status=open&jurisdiction_id=city.gov",
        f"requests/{number}.{{0}}?jurisdiction_id=city.gov",
        f"requests.{{0}}?service_request_id={number},{number}",
    ):
        answer = caller.client.get(f"{BASE}/{path.format(form)}")
        assert answer.status_code == 200, path
        assert answer.content_type == {"json": "application/json", "xml": "text/xml"}[form] + "; charset=utf-8"
        assert answer.get_json() is not None if form == "json" else fromstring(answer.data) is not None


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_library_from_the_package_index_works_against_ours(app: Flask, caller: Caller, form: str) -> None:
    """georeport reads services, definitions and requests in both forms; it has no way to post, so we post before."""
    (taken,) = post(caller, GOOD | {"api_key": caller.token}).get_json()
    post(caller, GOOD | {"api_key": caller.token, "description": "另一件"})
    number = taken["service_request_id"]
    with served(app) as address:
        city = GeoReport(f"{address}{BASE}", jurisdiction="wuhan.gov.cn", output_format=form)
        assert SERVICE in {each["service_code"] for each in city.get_service_list()}
        assert city.get_service_definition("urban_mgmt.manhole")["service_code"] == "urban_mgmt.manhole"
        assert len(city.get_service_requests(status="open")) == 2
        assert city.get_service_request(number)["service_request_id"] == number
