"""Wrong query codes: slowed, then locked, for that source and no other; unknown number and wrong code sound alike."""

from datetime import date, datetime, timedelta

from flask import Flask

from hotline.accounts import throttle
from hotline.accounts.throttle import FOLLOW, FOLLOW_FOR_LONG, WINDOW
from hotline.clock import now
from hotline.domain.number import compose
from hotline.errors import TooManyAttempts
from tests import factories
from tests.web.visitor import Visitor, words

TRIES = 1_000
ADDRESS = "203.0.113.9"


def a_number(app: Flask) -> tuple[str, str]:
    with app.app_context():
        ticket = factories.the(factories.a_ticket())
        return ticket.number, ticket.messages[0].query_code


def test_a_thousand_wrong_codes_for_one_number_are_slowed_and_then_locked(app: Flask) -> None:
    number, code = a_number(app)
    guesser = app.test_client()

    def guess(typed: str, address: str = ADDRESS):
        return guesser.get(
            f"/api/v1/tickets/{number}", query_string={"code": typed}, environ_base={"REMOTE_ADDR": address}
        )

    answers = [guess(f"ZZZZ{each:04d}") for each in range(TRIES)]
    assert [each.status_code for each in answers] == [404] * FOLLOW.failures + [429] * (TRIES - FOLLOW.failures)
    assert 0 < int(answers[-1].headers["Retry-After"]) <= WINDOW.total_seconds()
    assert guess(code).status_code == 429  # even the right one, from there
    assert guess(code, "203.0.113.10").status_code == 200  # the citizen, from elsewhere


def test_whoever_comes_back_every_quarter_of_an_hour_is_locked_out_for_the_day(app: Flask) -> None:
    at, failed = now(), 0
    with app.app_context():
        for _ in range(96):  # a day of quarters of an hour
            failed += failures_until_locked(at)
            at += WINDOW
        assert failed == FOLLOW_FOR_LONG.failures
        throttle.refuse_crowd(FOLLOW_FOR_LONG, ADDRESS, at=at + timedelta(days=1))


def failures_until_locked(at: datetime) -> int:
    """Return how many codes can be tried at this moment."""
    for tried in range(TRIES):
        try:
            for door in (FOLLOW, FOLLOW_FOR_LONG):
                throttle.refuse_crowd(door, ADDRESS, at=at)
        except TooManyAttempts:
            return tried
        for door in (FOLLOW, FOLLOW_FOR_LONG):
            throttle.count_failure(door, ADDRESS, at=at)
    return TRIES


def test_an_unknown_number_and_a_wrong_code_are_answered_alike_by_page_and_api(app: Flask) -> None:
    number, _ = a_number(app)
    unknown = compose(date(2020, 1, 1), 1)
    client = app.test_client()
    said = [client.get(f"/api/v1/tickets/{each}?code=ZZZZ9999") for each in (number, unknown)]
    assert said[0].data == said[1].data
    assert said[0].headers.to_wsgi_list() == said[1].headers.to_wsgi_list()
    visitor = Visitor(app)
    pages = [visitor.post("/follow", {"number": each, "code": "ZZZZ9999"}) for each in (number, unknown)]
    assert [each.status_code for each in pages] == [404, 404]
    assert words(pages[0].text).replace(number, "") == words(pages[1].text).replace(unknown, "")
