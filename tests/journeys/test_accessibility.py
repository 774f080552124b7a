"""axe-core on every page and every state: WCAG 2.1 A and AA, desktop and phone, light and dark; reflow at 320 px."""

import pytest

from tests.journeys import states
from tests.journeys.axe import Reader

pytestmark = pytest.mark.backend("sqlite")  # what is looked at is the same page on either database


@pytest.fixture
def reader(app, browser):
    found = Reader(app, browser)
    yield found
    found.page.context.close()


def test_every_page_in_every_state_can_be_used_by_everyone(app, reader):
    city = states.City(app)
    for name, page in states.plain_pages(city, bare=True):
        reader.look(f"empty {name}", page)
    city.fill()
    for name, page in states.plain_pages(city):
        reader.look(name, page, both_sizes=True)
    for name, page in states.special_pages(city):
        assert not name[0].isdigit() or page.status_code == int(name[:3]), name
        reader.look(name, page)
    forgotten = states.uncovered(city, reader.endpoints)
    assert not forgotten, f"tell tests/journeys/states.py how these pages are reached: {sorted(forgotten)}"
    assert not reader.complaints, "\n".join(reader.complaints)
    assert reader.looked_at > 60


def test_the_reader_complains_of_what_is_wrong(app, reader):
    broken = app.test_client().get("/")
    html = broken.text.replace("<h1>", '<img src="/static/mark.svg"><h1>').replace('lang="zh-CN"', 'lang=""')
    broken.set_data(html.replace("</h1>", '</h1><p class="button"><span class="soft">看不清</span></p>', 1))
    reader.look("broken", broken)
    words = "\n".join(reader.complaints)
    for rule in ("image-alt", "html-has-lang", "color-contrast"):
        assert rule in words
