"""An outbox row's way: due, leased, claimed once, done; or put off, or given up."""

from datetime import timedelta

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import Tell
from tests.factories import a_ticket
from tests.people import MINUTE, MONDAY
from tests.workers.yard import rows
from workers import outbox

pytestmark = pytest.mark.usefixtures("inside")
ALL = tuple(Tell)


def lease(at=MONDAY):
    with unit_of_work():
        return outbox.lease(ALL, most=10, until=at + MINUTE, at=at)


def claim(handed, at=MONDAY):
    with unit_of_work():
        return outbox.claim([(each.id, each.attempts) for each in handed], until=at + MINUTE, at=at)


def test_a_row_is_due_from_the_step_that_asked_for_it():
    assert not outbox.any_due(at=MONDAY)
    a_ticket()
    assert outbox.any_due(at=MONDAY)
    assert not outbox.any_due(at=MONDAY - MINUTE)


def test_a_leased_row_is_given_to_nobody_else_until_the_lease_runs_out():
    a_ticket()
    (handed,) = lease()
    assert handed.tell is Tell.ROUTE_TICKET
    assert lease() == []
    assert lease(MONDAY + MINUTE) == [handed]


def test_of_two_jobs_with_the_same_row_one_may_carry_it_out():
    a_ticket()
    handed = lease()
    assert claim(handed) == [handed[0].id]
    assert claim(handed) == []


def test_a_row_whose_job_died_comes_back_and_counts_the_attempt():
    a_ticket()
    claim(lease())
    (again,) = lease(MONDAY + MINUTE)
    assert again.attempts == 1
    assert claim([again], MONDAY + MINUTE) == [again.id]


def test_a_row_whose_job_dies_every_time_is_given_up():
    a_ticket()
    at = MONDAY
    for _ in range(outbox.MOST_ATTEMPTS):
        assert claim(lease(at), at)
        at += MINUTE
    assert claim(lease(at), at) == []
    (row,) = rows()
    assert (row.attempts, row.dead_at) == (outbox.MOST_ATTEMPTS, at)
    assert not outbox.any_due(at=at + timedelta(days=30))


def test_a_row_that_failed_waits_longer_each_time_and_is_given_up_in_the_end():
    a_ticket()
    at, waits = MONDAY, []
    for _ in range(outbox.MOST_ATTEMPTS):
        (row_id,) = claim(lease(at), at)
        with unit_of_work():
            outbox.put_down_failure(outbox.find_open(row_id), "邮件服务器暂不可用", at=at)
        (row,) = rows()
        if row.dead_at:
            break
        waits.append(row.next_try_at - at)
        at = row.next_try_at
    assert tuple(waits) == outbox.PAUSES
    assert row.dead_at == at
    assert row.last_error == "邮件服务器暂不可用"


def test_a_row_that_can_never_succeed_is_given_up_at_once():
    a_ticket()
    (row_id,) = claim(lease())
    with unit_of_work():
        outbox.put_down_failure(outbox.find_open(row_id), "邮件服务器拒收(550)", forever=True, at=MONDAY)
    assert rows()[0].dead_at == MONDAY
    assert db.session.scalar(db.select(db.func.count()).select_from(outbox.Row)) == 1
