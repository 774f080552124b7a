"""Room 2: one daily sequence for all channels, never a gap, however many take numbers at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.number import ServiceNumber, parse
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import Channel
from hotline.flow import intake
from hotline.flow.numbering import next_number
from hotline.models import Ticket
from tests.factories import a_contact
from tests.people import DAY, MONDAY

EIGHT, EACH = 8, 12


def sequences() -> list[int]:
    return sorted(parse(number).sequence for (number,) in db.session.query(Ticket.number))


def test_all_channels_share_one_sequence():
    for channel in Channel:
        with unit_of_work():
            intake.receive(a_contact(channel=channel), by=CITIZEN, at=MONDAY)
    assert sequences() == list(range(1, len(Channel) + 1))


def test_every_city_day_begins_again_with_one():
    with unit_of_work():
        numbers = [parse(next_number(MONDAY + n * DAY)) for n in (0, 0, 1, 0, 1)]
    days = (MONDAY + timedelta(hours=8)).date(), (MONDAY + DAY + timedelta(hours=8)).date()
    assert numbers == [ServiceNumber(days[n], s) for n, s in ((0, 1), (0, 2), (1, 1), (0, 3), (1, 2))]


def test_a_transaction_that_fails_gives_its_number_back():
    for attempt in range(9):
        try:
            with unit_of_work():
                intake.receive(a_contact(), by=CITIZEN, at=MONDAY)
                db.session.flush()
                if attempt % 3 == 1:
                    raise RuntimeError("the line drops")
        except RuntimeError:
            continue
    assert sequences() == [1, 2, 3, 4, 5, 6]


def test_eight_clerks_at_once_leave_no_gap_and_no_double(app):
    ready = threading.Barrier(EIGHT)

    def clerk(name: int) -> None:
        ready.wait()
        for turn in range(EACH):
            with app.app_context():
                try:
                    with unit_of_work():
                        intake.receive(a_contact(text=f"第{name}台第{turn}件"), by=CITIZEN, at=MONDAY)
                        db.session.flush()
                        if turn % 4 == name % 4:
                            raise RuntimeError("this one fails after it has its number")
                except RuntimeError:
                    continue

    db.session.rollback()
    with ThreadPoolExecutor(EIGHT) as clerks:
        list(clerks.map(clerk, range(EIGHT)))
    kept = EIGHT * EACH * 3 // 4
    assert sequences() == list(range(1, kept + 1))


@pytest.mark.parametrize("by", [CITIZEN])
def test_numbers_are_given_in_the_order_of_the_commits(app, by):
    with unit_of_work():
        first = intake.receive(a_contact(), by=by, at=MONDAY).ticket
    with unit_of_work():
        second = intake.receive(a_contact(), by=by, at=MONDAY - DAY).ticket
    assert parse(first.number) > parse(second.number), "a number carries the day it was given on"
