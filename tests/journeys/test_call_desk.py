"""The call desk in a real browser: by keyboard alone, and nothing typed is lost, whatever happens to the page."""

import signal

import psutil
from playwright.sync_api import expect

from tests.journeys.conftest import ALONE, CHROMIUM
from tests.journeys.personas import Window

CALL = "建设路与和平街交叉口每天傍晚都有流动摊贩占道经营，行人只能走机动车道。"
DOUBTFUL = "小区门口摊贩占道经营，物业不管，停车收费也不公示。"  # two departments have a real share in it
KEPT = "(call) => document.getElementById('call-form').dataset.kept === call"


def drafts(page) -> list[dict]:
    return page.evaluate("Drafts.all()")


def typed_call(window):
    """Return an operator's window with a call typed, kept, and its proposals there."""
    desk = window("operator")
    type_call(desk)
    return desk


def type_call(desk, call=CALL):
    desk.go("/operator")
    expect(desk.page.locator("#call-form[data-draft-ready]")).to_be_visible()
    expect(desk.page.locator("#f-text")).to_be_focused()
    desk.page.locator("#f-phone").fill("13871234567")
    desk.page.locator("#f-text").fill(call)
    expect(desk.page.locator('[data-choice="1"]')).to_be_visible()
    desk.page.wait_for_function(KEPT, arg=call)


def test_a_call_is_taken_dispatched_and_the_next_begun_without_the_mouse(window):
    desk = window("operator")
    desk.go("/operator")
    expect(desk.page.locator("#f-text")).to_be_focused()
    desk.page.keyboard.insert_text(DOUBTFUL)
    expect(desk.page.locator('[data-choice="2"]')).to_be_visible()
    chosen = desk.page.locator('[data-choice="2"] .name').inner_text().split()[-1]
    desk.page.keyboard.press("Alt+Digit2")
    desk.page.wait_for_url("**/operator/calls/*")
    desk.sees(chosen)
    assert len(desk.big_numbers()) == 2
    desk.page.wait_for_function("async () => (await Drafts.all()).length === 0")
    desk.page.keyboard.press("Alt+KeyN")
    desk.page.wait_for_url("**/operator")
    expect(desk.page.locator("#f-text")).to_have_value("")


def test_the_keys_on_the_sheet_do_what_it_says(window):
    desk = typed_call(window)
    for key, field in (("KeyW", "#f-lead"), ("KeyA", "#f-answer"), ("KeyR", "#f-path"), ("KeyT", "#f-text")):
        desk.page.keyboard.press(f"Alt+{key}")
        expect(desk.page.locator(field)).to_be_focused()
    desk.sees("快捷键")
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_url("**/operator/calls/*")
    desk.sees("已受理")


def test_enter_in_a_line_goes_on_to_the_next_field(window):
    desk = typed_call(window)
    desk.page.locator("#f-name").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#f-phone")).to_be_focused()
    assert desk.page.url.endswith("/operator")


def test_a_draft_survives_a_reload_and_a_closed_tab(window):
    desk = typed_call(window)
    desk.page.reload()
    expect(desk.page.locator("#f-text")).to_have_value(CALL)
    expect(desk.page.locator("#f-phone")).to_have_value("13871234567")
    other = desk.page.context.new_page()
    desk.page.close()
    other.goto(f"{desk.address}/operator")
    other.get_by_role("button", name="恢复草稿").click()
    expect(other.locator("#f-text")).to_have_value(CALL)


def test_two_tabs_keep_two_drafts_apart(window):
    first = typed_call(window)
    page = first.page.context.new_page()
    second = Window(page, first.address)
    type_call(second, "学校门口的井盖坏了，很危险。")
    expect(second.page.locator("#found-draft")).to_be_hidden()
    for desk, call in ((first, CALL), (second, "学校门口的井盖坏了，很危险。")):
        desk.page.reload()
        expect(desk.page.locator("#f-text")).to_have_value(call)
    second.page.keyboard.press("Control+Enter")
    second.page.wait_for_url("**/operator/calls/*")
    first.page.reload()
    expect(first.page.locator("#f-text")).to_have_value(CALL)


def test_without_a_network_nothing_is_sent_and_nothing_lost(window):
    desk = typed_call(window)
    desk.page.context.set_offline(True)
    desk.sees("网络断开了")
    desk.page.locator("#f-name").fill("陈女士")
    desk.page.keyboard.press("Control+Enter")
    assert desk.page.url.endswith("/operator")
    desk.page.context.set_offline(False)
    expect(desk.page.locator("#offline")).to_be_hidden()
    expect(desk.page.locator("#f-text")).to_have_value(CALL)
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_url("**/operator/calls/*")


def test_a_page_whose_session_has_ended_loses_nothing(window, passwords):
    desk = typed_call(window)
    desk.page.context.clear_cookies()
    desk.page.keyboard.press("Control+Enter")
    desk.sees("您刚才填写的内容")
    desk.sees(CALL)
    desk.sign_in("operator", passwords["operator"])
    desk.go("/operator")
    expect(desk.page.locator("#f-text")).to_have_value(CALL)


def test_a_draft_survives_the_kill_of_the_browser(house, player, passwords, tmp_path):
    profile = str(tmp_path / "profile")

    def sit_down():
        context = player.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=ALONE)
        desk = Window(context.pages[0], house.address)
        desk.sign_in("operator", passwords["operator"])
        return desk

    type_call(sit_down())
    assert kill_browser(profile)
    desk = sit_down()
    desk.go("/operator")
    desk.page.get_by_role("button", name="恢复草稿").click()
    expect(desk.page.locator("#f-text")).to_have_value(CALL)
    desk.page.context.close()


def kill_browser(profile: str) -> list[int]:
    """Kill every program of the browser that uses this profile, at once and without a word."""
    killed = []
    for program in psutil.process_iter(["cmdline"]):
        if any(f"--user-data-dir={profile}" in word for word in program.info["cmdline"] or ()):
            program.send_signal(signal.SIGKILL)
            killed.append(program.pid)
    return killed


def test_signing_out_leaves_no_draft_behind(window, passwords):
    desk = typed_call(window)
    desk.page.get_by_role("button", name="退出").click()
    desk.page.wait_for_url("**/login**")
    desk.sign_in("operator", passwords["operator"])
    desk.go("/operator")
    expect(desk.page.locator("#call-form[data-draft-ready]")).to_be_visible()
    assert not drafts(desk.page)


def test_a_refused_call_keeps_what_was_typed(window):
    desk = typed_call(window)
    desk.page.locator("#f-phone").fill("123")
    desk.page.keyboard.press("Control+Enter")
    desk.sees("没有提交成功")
    expect(desk.page.locator("#f-text")).to_have_value(CALL)
    expect(desk.page.locator('[data-choice="1"]')).to_be_visible()


def test_a_question_is_answered_on_the_spot_from_the_knowledge_base_without_the_mouse(window):
    desk = window("operator")
    desk.go("/operator")
    expect(desk.page.locator("#f-text")).to_be_focused()
    desk.page.keyboard.insert_text("我租房子住，想提取公积金付房租，怎么办?")
    expect(desk.page.locator("[data-article]").first).to_be_visible()
    desk.page.keyboard.press("Alt+KeyK")
    article = desk.page.locator("[data-article][open]")
    expect(article).to_contain_text("公积金")
    desk.page.keyboard.press("Alt+KeyJ")
    expect(desk.page.locator("#f-answer")).to_have_value(
        article.locator("[data-use-article]").get_attribute("data-fill")
    )
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/operator/calls/*")
    desk.sees("已经当场答复")
    desk.page.get_by_role("link", name="打开工单").press("Enter")
    desk.sees("引用知识")
