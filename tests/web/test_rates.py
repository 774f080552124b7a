"""How often a system may come: counted in a real Redis for all programs, told in headers, open where Redis is away."""

import dataclasses
import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from hotline.db import db, unit_of_work
from hotline.errors import ConfigurationError
from hotline.models import Source
from hotline.parts import EXTENSION
from hotline.web.api.callers import RATES
from hotline.web.api.rates import read_pace
from tests import servers
from tests.web.caller import MESSAGES, Caller, is_problem

SMALL = {"channel": "app", "text": "路灯坏了"}


@pytest.fixture
def paced(app: Flask, redis_empty: str) -> Iterator[Flask]:
    """Return the application with a Redis that counts, five requests an hour."""
    before = app.extensions[EXTENSION]
    _count_in(app, redis_empty)
    yield app
    app.extensions[EXTENSION] = before
    app.extensions.pop(RATES, None)


def _count_in(app: Flask, redis_url: str) -> None:
    here = app.extensions[EXTENSION]
    settings = dataclasses.replace(here.settings, redis_url=redis_url, api_pace="5/hour")
    app.extensions[EXTENSION] = dataclasses.replace(here, settings=settings)
    app.extensions.pop(RATES, None)


def test_who_comes_too_often_is_told_when_to_come_again(paced: Flask) -> None:
    caller = Caller(paced)
    taken = [caller.post(MESSAGES, SMALL) for _ in range(5)]
    assert {each.status_code for each in taken} == {201}
    assert [each.headers["RateLimit-Remaining"] for each in taken] == ["4", "3", "2", "1", "0"]
    assert taken[0].headers["RateLimit-Limit"] == "5"
    assert 0 < int(taken[0].headers["RateLimit-Reset"]) <= 3600
    refused = caller.post(MESSAGES, SMALL)
    assert is_problem(refused, 429, "too_many_requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600


def test_each_token_has_a_count_of_its_own_for_all_programs_together(paced: Flask) -> None:
    one, other = Caller(paced), Caller(paced, name="other")
    for _ in range(5):
        one.post(MESSAGES, SMALL)
    assert other.post(MESSAGES, SMALL).status_code == 201
    paced.extensions.pop(RATES)  # as another program would: nothing is remembered but in Redis
    assert one.post(MESSAGES, SMALL).status_code == 429


def test_a_system_may_have_a_pace_of_its_own(paced: Flask) -> None:
    caller = Caller(paced)
    with paced.app_context(), unit_of_work():
        db.session.query(Source).one().pace = "100/minute"
    assert caller.post(MESSAGES, SMALL).headers["RateLimit-Limit"] == "100"


def test_a_redis_that_is_away_refuses_nobody_and_says_so_in_the_log(paced: Flask, caplog) -> None:
    _count_in(paced, f"redis://127.0.0.1:{servers.free_port()}/0")
    caller = Caller(paced)
    with caplog.at_level(logging.WARNING):
        assert {caller.post(MESSAGES, SMALL).status_code for _ in range(8)} == {201}
    said = [each.getMessage() for each in caplog.records if each.name == "hotline.web.api.rates"]
    assert len(said) == 1
    assert "not counted" in said[0]


@pytest.mark.parametrize("text", ["", "often", "5/fortnight", "-1/minute"])
def test_a_misspelt_pace_is_refused_in_words(text: str) -> None:
    with pytest.raises(ConfigurationError, match="600/minute"):
        read_pace(text)
