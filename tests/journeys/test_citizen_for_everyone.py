"""The citizen's way is open to everyone: by ear, by keyboard alone, without scripts, on a slow line, at any zoom."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hotline.domain.lifecycle import State
from tests.journeys import states
from tests.journeys.axe import Reader
from tests.web.test_citizen_following import a_follower

SPOKEN = Path(__file__).parent / "spoken"
MOST_BYTES = 100_000


@pytest.fixture
def reader(app, browser):
    found = Reader(app, browser)
    yield found
    found.page.context.close()


def spoken_pages(app):
    """Yield the citizen's main pages, each with the name of the file that keeps how it reads."""
    city = states.City(app)
    visitor = city.visitor
    yield "home", visitor.get("/")
    yield "accessibility", visitor.get("/accessibility")
    yield "write", visitor.get("/write")
    yield "write-refused", visitor.post("/write", {"text": "", "citizen_phone": "1"})
    yield "write-diverted", visitor.post("/write", {"text": "我家厨房着火了，火很大，快来人!"})
    yield "receipt", visitor.post("/write", {"text": "小区门口的路灯坏了一个星期没人修。"})
    yield "follow", visitor.get("/follow")
    for state in (State.HANDLING, State.APPROVED):
        follower, _, path = a_follower(app, state)
        yield f"ticket-{state.value}", follower.get(path)
    city.fill()
    yield "answers", visitor.get("/answers?q=占道经营")
    yield "not-found", visitor.get("/nothing-here")


@pytest.mark.backend("sqlite")
def test_the_citizens_pages_read_out_as_they_were_agreed(app, reader):
    """The accessibility tree as text, digits as #: the first page whole, of the others what differs.

    After a wanted change of a page: delete its file, run twice, and read the difference before it is kept.
    """
    changed = []
    for name, opened in spoken_pages(app):
        reader.open(opened)
        part = reader.page.locator("body" if name == "home" else "main")
        tree = re.sub(r"\b[A-Z0-9]{4} [A-Z0-9]{4}\b", "# #", part.aria_snapshot())  # a query code
        tree = re.sub(r"(?<!level=)\d+|(?<=周)[一二三四五六日]", "#", tree) + "\n"
        kept = SPOKEN / f"{name}.txt"
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(tree, encoding="utf-8")
            changed.append(f"{name}: written anew")
        elif tree != kept.read_text(encoding="utf-8"):
            changed.append(f"{name} now reads:\n{tree}")
    assert not changed, "\n".join(changed)


@pytest.mark.backend("sqlite")
def test_wide_spacing_of_letters_and_lines_hides_nothing(app, reader):
    """WCAG 1.4.12 and 1.4.4: with the reader's own spacing and at 200 % nothing runs off the page or is cut."""
    for name, opened in spoken_pages(app):
        reader.open(opened)
        for width in (320, 640):
            reader.page.set_viewport_size({"width": width, "height": 720})
            reader.page.evaluate(
                """() => { for (const each of document.querySelectorAll("body, body *")) Object.assign(each.style, {
                     lineHeight: "1.5", letterSpacing: ".12em", wordSpacing: ".16em" }); }"""
            )
            wider = reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider == 0, f"{name} is {wider} px too wide at {width} px"


def test_no_citizens_page_weighs_more_than_a_hundred_thousand_bytes(window):
    citizen = window(width=360, height=740)
    line = citizen.page.context.new_cdp_session(citizen.page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    weights, arrived = {}, []
    line.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))

    def weigh(name):
        citizen.page.wait_for_load_state("networkidle")
        weights[name] = sum(arrived)
        arrived.clear()

    for path in ("/", "/write", "/follow", "/answers", "/answers?q=路灯", "/nothing"):
        citizen.go(path)
        weigh(path)
    citizen.go("/answers")
    citizen.page.locator("main h2 a").first.click()
    weigh("two pages: answers, one answer")
    citizen.go("/write")
    citizen.fill(text="小区门口的路灯坏了一个星期没人修，晚上看不见路。")
    citizen.press("提交")
    weigh("two pages: write, receipt")
    citizen.page.get_by_role("link", name="查看进度").click()
    weigh("ticket")
    assert min(weights.values()) > 1_000
    assert max(weights.values()) <= MOST_BYTES, weights


def test_a_citizen_goes_the_whole_way_with_the_keyboard_alone_and_without_scripts(window):
    citizen = window(width=360, height=740, java_script_enabled=False)
    citizen.go("/")
    citizen.page.keyboard.press("Tab")
    expect(citizen.page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    tab_to(citizen, citizen.page.get_by_role("main").get_by_role("link", name="写诉求"))
    citizen.page.keyboard.press("Enter")
    tab_to(citizen, citizen.page.get_by_label("发生了什么，您希望怎样解决"))
    citizen.page.keyboard.type("楼下餐馆油烟直接排到居民窗口，天天如此，请查一查。")
    tab_to(citizen, citizen.page.get_by_role("button", name="提交"))
    citizen.page.keyboard.press("Enter")
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text("已收到您的诉求")
    number, code = ("".join(text.split()) for text in citizen.page.locator(".service-number").all_inner_texts())
    tab_to(citizen, citizen.page.get_by_role("link", name="查看进度"))
    citizen.page.keyboard.press("Enter")
    tab_to(citizen, citizen.page.get_by_role("button", name="结束查询"))
    citizen.page.keyboard.press("Enter")
    tab_to(citizen, citizen.page.get_by_label("服务编号"))
    citizen.page.keyboard.type(number)
    citizen.page.keyboard.press("Tab")
    citizen.page.keyboard.type(code)
    citizen.page.keyboard.press("Enter")
    citizen.sees("油烟直接排到居民窗口")
    tab_to(citizen, citizen.page.get_by_text("撤回诉求", exact=False).first)
    citizen.page.keyboard.press("Enter")
    tab_to(citizen, citizen.page.get_by_role("button", name="确认撤回"))
    citizen.page.keyboard.press("Enter")
    citizen.sees("已撤回")


def tab_to(person, target):
    """Press Tab until this is focused, and see that the focus shows."""
    for _ in range(60):
        if target.evaluate("(element) => element === document.activeElement"):
            width = target.evaluate("(element) => parseFloat(getComputedStyle(element).outlineWidth)")
            assert width >= 2, "the focus cannot be seen"
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {target}")
