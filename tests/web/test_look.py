"""The look of the pages: colours that can be read, kept choices, static files kept for good, sheets for paper."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

import hotline
from hotline.domain.lifecycle import State
from tests.web import staff
from tests.web.tickets import made
from tests.web.visitor import Visitor

STATIC = Path(hotline.__file__).parent / "static"
TEMPLATES = Path(hotline.__file__).parent.parent / "templates"
CODE = re.compile(r"{#.*?#}|{%.*?%}|<[^>]*>", re.DOTALL)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff〉][,;:!?()]|[,;:!?()][\u4e00-\u9fff〈]")
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b")
# Ink on ground, and the least contrast: 4.5 for text, 3 for the edges of fields and signs (WCAG 1.4.3, 1.4.11).
PAIRS = (
    *((ink, ground, 4.5) for ink in ("ink", "soft", "link") for ground in ("paper", "surface", "sunken")),
    *((tone, ground, 4.5) for tone in ("good", "warn", "bad") for ground in ("paper", "surface", f"{tone}-bg")),
    *((ink, f"{tone}-bg", 4.5) for ink in ("ink", "link") for tone in ("calm", "good", "warn", "bad")),
    *(("soft", f"{tone}-bg", 4.5) for tone in ("calm", "good", "warn", "bad")),
    *(("calm", ground, 4.5) for ground in ("surface", "calm-bg")),
    *((tone, "sunken", 4.5) for tone in ("bad", "warn", "good")),
    *(("on-key", "key", 4.5), ("on-key", "key-over", 4.5), ("on-bar", "bar", 4.5), ("on-find", "find", 4.5)),
    *(("line-strong", ground, 3.0) for ground in ("paper", "surface")),
    *(("focus", ground, 3.0) for ground in ("paper", "surface")),
)


def schemes() -> dict[str, dict[str, str]]:
    """Return the colours of each scheme as the sheet says them."""
    sheet = (STATIC / "hotline.css").read_text(encoding="utf-8")
    light = dict(TOKEN.findall(sheet[: sheet.index("@media (prefers-color-scheme: dark)")]))
    asked = dict(TOKEN.findall(_block(sheet, ':root:not([data-theme="light"]) {')))
    chosen = dict(TOKEN.findall(_block(sheet, ':root[data-theme="dark"] {')))
    return {"light": light, "dark as the system asks": light | asked, "dark as the reader chose": light | chosen}


def _block(sheet: str, head: str) -> str:
    start = sheet.index(head)
    return sheet[start : sheet.index("}", start)]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG's formula."""
    lights = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", schemes())
def test_every_ink_can_be_read_on_its_ground(scheme: str) -> None:
    colours = schemes()[scheme]
    poor = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    }
    assert not poor


def test_dark_is_the_same_whether_the_system_or_the_reader_asks_for_it() -> None:
    found = schemes()
    assert found["dark as the system asks"] == found["dark as the reader chose"] != found["light"]


def test_colours_are_kept_in_a_cookie_until_the_reader_follows_the_system_again(app: Flask) -> None:
    visitor = Visitor(app)
    page = visitor.get("/colours?to=dark&back=/write")
    assert page.request.path == "/write"
    assert 'data-theme="dark"' in page.text
    assert 'data-theme="light"' in visitor.get("/colours?to=light&back=/").text
    assert "data-theme" not in visitor.get("/colours?to=system&back=/").text
    assert "data-theme" not in visitor.get("/colours?to=pink&back=/").text


def test_a_chosen_look_leads_back_to_the_same_list(app: Flask) -> None:
    page = Visitor(app).get("/answers?q=路灯&page=1").text
    assert "back=/answers%3Fq%3D" in page.replace("&amp;", "&")


def fetched(app: Flask, path: str, encodings: str = "identity") -> tuple[Headers, bytes]:
    """Return what a browser that takes these encodings gets."""
    with app.test_client().get(path, headers={"Accept-Encoding": encodings}) as answered:
        return answered.headers, answered.data


def test_static_files_are_kept_for_good_under_an_address_that_changes_with_them(app: Flask) -> None:
    address = re.search(r'href="(/static/hotline\.css\?v=\w+)"', Visitor(app).get("/").text)
    assert address
    assert "immutable" in fetched(app, address.group(1))[0]["Cache-Control"]
    for other in ("/static/hotline.css", "/static/hotline.css?v=older"):
        assert "no-cache" in fetched(app, other)[0]["Cache-Control"]


def test_static_files_travel_compressed_and_pages_never_do(app: Flask) -> None:
    plain = fetched(app, "/static/hotline.css")[1]
    headers, squeezed = fetched(app, "/static/hotline.css", "gzip, deflate, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed) == plain
    assert int(headers["Content-Length"]) == len(squeezed) < len(plain) / 3
    assert "Content-Encoding" not in fetched(app, "/static/hotline.css", "gzip;q=0")[0]
    assert "Content-Encoding" not in fetched(app, "/", "gzip, deflate, br")[0]


def test_no_page_may_run_or_load_anything_but_our_own_files(app: Flask) -> None:
    policy = Visitor(app).get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_template_holds_an_inline_style_or_script() -> None:
    import templates

    for page in Path(templates.__file__).parent.rglob("*.html"):
        words = page.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]*\bsrc=)", words), page.name


def test_a_sheet_names_the_citizen_only_to_the_lead(app: Flask) -> None:
    number = made(app, State.DISPATCHED)
    for person, shown in ((staff.operator(app), False), (staff.supervisor(app), False), (staff.officer(app), True)):
        page = person.get(f"/sheets/{number}").text
        assert number in page.replace(" ", "")
        assert ("13871234567" in page) is shown


def test_a_sheet_of_another_departments_ticket_does_not_exist(app: Flask) -> None:
    number = made(app, State.DISPATCHED)
    assert staff.officer(app, "water").get(f"/sheets/{number}").status_code == 404


def test_the_styleguide_shows_every_state_and_every_lamp(app: Flask) -> None:
    page = staff.admin(app).get("/styleguide").text
    for state in State:
        assert state.label in page
    for shown in ('class="note urgent"', "lamp red", "lamp yellow", "lamp green", "lamp none", 'class="empty"'):
        assert shown in page


def test_sheets_and_the_styleguide_are_for_staff_and_sheets_not_for_admins(app: Flask) -> None:
    number = made(app, State.DISPATCHED)
    for path in (f"/sheets/{number}", "/styleguide"):
        assert Visitor(app).client.get(path).location.startswith("/login")
    assert staff.admin(app).get(f"/sheets/{number}").status_code == 403


def test_an_order_has_its_sheet_for_those_whom_it_concerns(app: Flask) -> None:
    number = made(app, State.HANDLING)
    supervisor = staff.supervisor(app)
    supervisor.step(number, "issue-order", kind="supervise", text="三天内说明进展")
    for person in (supervisor, staff.officer(app)):
        page = person.get(f"/sheets/{number}/orders/1").text
        assert "三天内说明进展" in page
        assert "责任领导签字" in page
    assert staff.officer(app, "water").get(f"/sheets/{number}/orders/1").status_code == 404


def test_chinese_in_the_templates_stands_between_full_width_marks() -> None:
    for path in sorted(each for kind in ("html", "txt") for each in TEMPLATES.rglob(f"*.{kind}")):
        text = re.sub(r"{{.*?}}", "〈〉", CODE.sub("", path.read_text(encoding="utf-8")), flags=re.DOTALL)
        found = [text[max(0, each.start() - 12) : each.end() + 12] for each in HALF_WIDTH.finditer(text)]
        assert not found, f"{path.name}: {found}"


def test_lists_of_tickets_head_each_row_with_its_ticket(app: Flask) -> None:
    dispatched, classified = made(app, State.HANDLING), made(app)
    lists = (
        (staff.officer(app), "/department", dispatched),
        (staff.supervisor(app), "/supervisor/tickets?list=in-hand", dispatched),
        (staff.operator(app), "/operator/tickets", classified),
    )
    for person, path, number in lists:
        head = r'<th role="rowheader" scope="row">\s*<a class="title" href="([^"]+)"'
        heads = re.findall(head, person.get(path).text)
        assert [each.rpartition("/")[2] for each in heads] == [number], path
