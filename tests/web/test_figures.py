"""The figures' pages: every number opens exactly the cases it counts, filters stay in the address, files are safe."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.periods import Span, period_at
from hotline.domain.vocabulary import Channel, Satisfaction
from hotline.flow import reviewing
from hotline.web.furniture.csv_files import harmless
from tests.factories import NAME, PHONE, a_ticket, the
from tests.people import CITIZEN, DAY, HOUR
from tests.web import staff
from tests.web.visitor import words

LINK = re.compile(r'href="(/supervisor/figures/[^"]*)">([\d.]+)</a>')


@pytest.fixture
def lively(app: Flask) -> Flask:
    """Return a city with cases of last month and this one: answered, late, rated, unsigned."""
    last = period_at(now(), Span.MONTH).previous().start + 9 * HOUR
    with app.app_context():
        rated = a_ticket(State.CLOSED, at=last, district="武昌区中华路街")
        with unit_of_work():
            reviewing.rate(the(rated).messages[0], Satisfaction.FAIR, by=CITIZEN, at=last + DAY)
        a_ticket(State.PUBLISHED, at=last + DAY, channel=Channel.WEBSITE, district="张三家隔壁")
        a_ticket(State.HANDLING, at=last + DAY)
        a_ticket(State.DISPATCHED, at=last + 2 * DAY)
        a_ticket(State.ANSWERED, at=now() - timedelta(minutes=30))
    return app


def last_month() -> str:
    return period_at(now(), Span.MONTH).previous().key


@pytest.mark.backend("sqlite")  # counting is tried on both databases in tests/queries
def test_every_number_opens_a_list_of_that_length(lively: Flask) -> None:
    person = staff.supervisor(lively)
    page = person.get(f"/supervisor/figures?period={last_month()}&by=channel").text
    figures = {address: number for address, number in LINK.findall(page) if "satisfied" not in address}
    assert len(figures) > 20
    for address, number in figures.items():  # 满意率 counts ratings, not cases: see the next test
        listed = person.get(unescape(address)).text
        assert len(re.findall(r"/supervisor/tickets/\d{15}\"", listed)) == int(number), address


def test_ratings_are_weighted(lively: Flask) -> None:
    page = words(staff.supervisor(lively).get(f"/supervisor/figures/satisfied?period={last_month()}").text)
    assert "满意率 80.00%" in page
    assert "1 次评价" in page
    assert "市民未评价 1 件" in page


def test_a_page_says_how_the_figure_is_made(lively: Flask) -> None:
    page = words(staff.supervisor(lively).get(f"/supervisor/figures/solved?period={last_month()}").text)
    assert "实际解决÷（实际解决＋解释说明）" in page
    assert "待本市确认" in page
    assert "版本 2026-1" in page


def test_filters_stay_in_the_address_and_unknown_ones_are_ignored(lively: Flask) -> None:
    person = staff.supervisor(lively)
    narrowed = person.get(f"/supervisor/figures?period={last_month()}&channel=website&kind=nonsense").text
    assert 'value="website" selected' in narrowed
    links = [unescape(address) for address, _ in LINK.findall(narrowed)]
    assert links
    assert all("channel=website" in address and "nonsense" not in address for address in links)
    assert person.get("/supervisor/figures?period=2026-99").status_code == 200


def test_what_somebody_typed_as_a_district_reaches_no_address(lively: Flask) -> None:
    page = staff.supervisor(lively).get(f"/supervisor/figures?period={last_month()}&by=district").text
    assert "district=%E6%AD%A6%E6%98%8C%E5%8C%BA" in page
    assert "district=none" in page
    assert "张三" not in unescape(page)
    assert "%E5%BC%A0%E4%B8%89" not in page


def test_an_unknown_figure_is_not_found(app: Flask) -> None:
    assert staff.supervisor(app).get("/supervisor/figures/luck").status_code == 404


def test_only_supervisors_see_figures(app: Flask) -> None:
    assert staff.operator(app).get("/supervisor/figures").status_code == 403
    assert staff.officer(app).get("/supervisor/figures/export").status_code == 403


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_the_table_leaves_as_a_file_with_the_same_numbers(lively: Flask) -> None:
    person = staff.supervisor(lively)
    answer = person.get(f"/supervisor/figures/export?period={last_month()}")
    assert answer.mimetype == "text/csv"
    together = rows_of(answer)[-1]
    assert together["承办单位"] == "合计"
    page = words(person.get(f"/supervisor/figures?period={last_month()}").text)
    assert together["解决率"] in page
    assert together["满意率"] == "80.00%"


def test_a_list_leaves_without_anybodys_data(lively: Flask) -> None:
    answer = staff.supervisor(lively).get(f"/supervisor/figures/solved/export?period={last_month()}")
    rows = rows_of(answer)
    assert [row["办理结果"] for row in rows] == ["实际解决", "实际解决"]
    assert not {NAME, PHONE, "流动摊贩", "张三"} & set(re.findall(rf"{NAME}|{PHONE}|流动摊贩|张三", answer.text))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "\n=1", "＝1"])
def test_no_cell_is_run_by_a_spreadsheet(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    assert harmless("市城管执法委") == "市城管执法委"
