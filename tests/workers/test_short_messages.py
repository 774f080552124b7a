"""Short messages over a real HTTP gateway, and where an address of another system is refused."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from hotline import accounts
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import Tell
from hotline.errors import BadInput, ConfigurationError
from hotline.models import Source
from hotline.parts import EXTENSION
from tests.workers.receiver import receiving
from tests.workers.test_webhooks import _with, a_source, carry_out, decline, handed_in
from workers.channels.sms import HttpGateway

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture(autouse=True)
def _own_settings(app: Flask) -> Iterator[None]:
    before = app.extensions[EXTENSION]
    yield
    app.extensions[EXTENSION] = before


def test_a_gateway_is_asked_with_its_password_and_a_key_that_stays(app: Flask) -> None:
    with receiving() as gateway:
        gateway.answers = [503, 200]
        _with(app, sms_url=gateway.url.replace("//", "//city:p%40ss@") + "/send")
        decline(handed_in(a_source("website", "")))
        carry_out(Tell.TELL_CITIZEN)
        (row,) = carry_out(Tell.TELL_CITIZEN)
        assert row.done_at is not None
        first, second = gateway.requests
        assert first.headers["authorization"] == "Basic Y2l0eTpwQHNz"
        assert first.path == "/send"
        assert json.loads(first.body)["id"] == json.loads(second.body)["id"]


def test_a_landline_is_sent_no_short_message(app: Flask) -> None:
    with receiving() as gateway:
        _with(app, sms_url=gateway.url)
        decline(handed_in(a_source("website", ""), citizen_phone="027-82345678"))
        carry_out(Tell.TELL_CITIZEN)
        assert gateway.requests == []


@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://host/x",
            "//host/x",
            "host/x",
            "http://",
            "http://user:pass@host/",
            "http://host/#x",
            "http://host:99999/",
        ),
        *("javascript:alert(1)", "http://host/a b", "http://" + "x" * 500, "file:///etc/passwd"),
    ],
)
def test_an_address_that_nothing_can_be_sent_to_is_refused_when_it_is_set(url: str) -> None:
    source = a_source("website", "")
    with pytest.raises(BadInput, match="回调地址"), unit_of_work():
        accounts.set_webhook(db.session.get_one(Source, source.id), url)


@pytest.mark.parametrize("url", ["smtp://host", "http://", "http://host:port/", "host/send"])
def test_a_misspelt_gateway_is_refused_in_words(url: str) -> None:
    with pytest.raises(ConfigurationError, match="HOTLINE_SMS_URL"):
        HttpGateway.from_url(url)


def test_a_gateways_password_is_read_but_never_shown() -> None:
    gateway = HttpGateway.from_url("https://city:p%40ss@[::1]:8443/send?x=1")
    assert (gateway.url, gateway.username, gateway.password) == ("https://[::1]:8443/send?x=1", "city", "p@ss")
    assert "p@ss" not in repr(gateway)
