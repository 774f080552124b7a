"""The board of the day: numbers that open their lists, sudden rises, and the word that something has changed."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.figures import RiseRule
from hotline.domain.lifecycle import State
from hotline.domain.periods import Span, period_at
from hotline.domain.vocabulary import Satisfaction
from hotline.flow import reviewing
from hotline.queries import today
from hotline.queries.today import Flow, Window
from tests.factories import a_ticket, the
from tests.people import CITIZEN, DAY, HOUR, MINUTE, MONDAY
from tests.web import staff
from tests.web.visitor import words

NOON = MONDAY + 3 * HOUR


def listed(page: Any) -> list[str]:
    return re.findall(r"/supervisor/tickets/(\d{15})\"", page.text)


def test_every_flow_of_today_opens_a_list_of_that_length(app: Flask) -> None:
    with app.app_context():
        a_ticket(State.APPROVED, at=now() - timedelta(minutes=5))
        unhappy = a_ticket(State.APPROVED, at=now() - timedelta(minutes=5))
        with unit_of_work():
            reviewing.rate(the(unhappy).messages[0], Satisfaction.BAD, by=CITIZEN, at=now())
        a_ticket(State.RECEIVED, at=now())
    person = staff.supervisor(app)
    board = person.get("/supervisor").text
    figures = re.findall(r'href="(/supervisor/board/tickets\?[^"]*)"><b class="digits">(\d+)</b>', board)
    if period_at(now() - timedelta(minutes=5), Span.DAY) == period_at(now(), Span.DAY):  # not just after midnight
        assert {int(number) for _, number in figures} == {1, 2, 3}
    for address, number in figures:
        assert len(listed(person.get(unescape(address)))) == int(number), address


def test_bars_of_a_district_open_its_list(app: Flask) -> None:
    with app.app_context():
        number = the(a_ticket(State.HANDLING, at=now() - 40 * DAY, district="武昌区中南路街")).number
        a_ticket(State.HANDLING, at=now() - 40 * DAY, district="某人家楼下")
    person = staff.supervisor(app)
    board = person.get("/supervisor").text
    bars = [unescape(each) for each in re.findall(r'<a href="([^"]*list=late[^"]*district=[^"]*)" aria-label', board)]
    assert len(bars) == 2
    assert [number] in [listed(person.get(each)) for each in bars]
    assert "某人家楼下" not in unescape(board)
    assert len(listed(person.get("/supervisor/tickets?list=late&district=none"))) == 1


def test_the_hours_have_a_chart_with_words_and_a_table(app: Flask) -> None:
    with app.app_context():
        a_ticket(State.RECEIVED, at=now())
    board = staff.supervisor(app).get("/supervisor").text
    assert re.search(r'<svg class="chart"[^>]*aria-labelledby="hours-title hours-desc"', board)
    assert "今天共 1 件" in words(board)
    hour = int((now() + 8 * HOUR).strftime("%H"))
    assert f"flow=received&amp;day={period_at(now(), Span.DAY).key}&amp;hour={hour}" in board
    assert re.search(r"<caption>每小时受理件数</caption>", board)


class TestChanges:
    def ask(self, person: Any, seen: str = "") -> Any:
        return person.get("/supervisor/board/changes", headers={"Last-Event-ID": seen} if seen else {})

    def test_the_stream_speaks_at_once_and_ends(self, app: Flask) -> None:
        said = self.ask(staff.supervisor(app))
        assert said.mimetype == "text/event-stream"
        assert re.fullmatch(r"retry: \d+\nid: \S+\nevent: board\ndata: \S+\n\n", said.text)

    def test_it_is_silent_until_something_happens(self, app: Flask) -> None:
        person = staff.supervisor(app)
        seen = re.search(r"id: (\S+)", self.ask(person).text)
        assert seen
        again = self.ask(person, seen.group(1)).text
        if again != "retry: 5000\n\n":  # a minute just ended: lamps may have changed
            again = self.ask(person, again.split()[3]).text
        assert again == "retry: 5000\n\n"
        with app.app_context():
            a_ticket(State.RECEIVED, at=now())
        assert "event: board" in self.ask(person, seen.group(1)).text

    def test_a_board_that_did_not_change_is_not_sent_again(self, app: Flask) -> None:
        person = staff.supervisor(app)
        for _ in range(2):  # a minute may end in between, once
            etag = person.get("/supervisor").headers["ETag"]
            status = person.get("/supervisor", headers={"If-None-Match": etag}).status_code
            if status == 304:
                break
        assert status == 304
        with app.app_context():
            a_ticket(State.RECEIVED, at=now())
        assert person.get("/supervisor", headers={"If-None-Match": etag}).status_code == 200

    def test_only_supervisors_are_told(self, app: Flask) -> None:
        assert self.ask(staff.operator(app)).status_code == 403


@pytest.mark.usefixtures("inside")
class TestCounts:
    def test_today_is_compared_with_the_same_hours(self) -> None:
        for at in (NOON - HOUR, NOON - DAY - HOUR, NOON - DAY + HOUR, NOON - 7 * DAY - HOUR, NOON - 8 * DAY):
            a_ticket(State.RECEIVED, at=at)
        flows = today.count_flows(Window(period_at(NOON, Span.DAY).start, NOON))
        received = flows[Flow.RECEIVED]
        assert (received.today, received.yesterday, received.last_week) == (1, 1, 1)

    def test_hours_are_the_citys(self) -> None:
        a_ticket(State.RECEIVED, at=MONDAY)  # 9:30
        hours = today.count_hours(Window(period_at(NOON, Span.DAY).start, NOON))
        assert [hour for hour, (count, _) in enumerate(hours) if count] == [9]

    def test_what_lay_there_then_is_told_by_the_journal(self) -> None:
        a_ticket(State.HANDLING, at=NOON - 3 * DAY)
        a_ticket(State.ANSWERED, at=NOON - HOUR)
        a_ticket(State.HANDLING, at=NOON - HOUR)
        assert today.backlog_then(2, (NOON - DAY, NOON - 7 * DAY)) == (1, 0)
        assert today.backlog_then(2, (NOON - HOUR + 4 * MINUTE, NOON)) == (3, 2)

    def test_a_sudden_rise_is_told_and_a_steady_stream_is_not(self) -> None:
        rule = RiseRule(days=7, least=3, times=2)
        for count in range(3):
            a_ticket(State.RECEIVED, at=NOON - count * HOUR, place="建设路18号", matter_id="")
            a_ticket(State.RECEIVED, at=NOON - count * HOUR, place="和平街口", matter_id="")
        for day in range(2, 7):
            for hour in range(3):
                a_ticket(State.RECEIVED, at=NOON - day * DAY - hour * HOUR, place="和平街口", matter_id="")
        rises = today.list_rises(today.Topic.PLACE, rule, at=NOON)
        assert [(each.key, each.recent, each.before) for each in rises] == [("建设路18号", 3, 0)]
        page = today.page_of_topic(today.Topic.PLACE, today.find_place(rises[0].number), today.Paging(), at=NOON)
        assert page.total == 3

    def test_tickets_without_a_place_are_no_topic(self) -> None:
        assert today.page_of_topic(today.Topic.PLACE, "", today.Paging(), at=NOON).total == 0


def test_a_hot_place_stands_in_no_address(app: Flask) -> None:
    with app.app_context():
        for count in range(6):
            a_ticket(State.RECEIVED, at=now() - count * MINUTE, place="建设路18号3单元")
    person = staff.supervisor(app)
    board = person.get("/supervisor").text
    address = re.search(r'href="([^"]*topic=place[^"]*)"', board)
    assert address
    assert re.fullmatch(r"/supervisor/board/tickets\?topic=place&amp;like=\d{15}", address.group(1))
    assert len(listed(person.get(unescape(address.group(1))))) == 6
