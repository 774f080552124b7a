"""The call desk in a real browser: by keyboard alone, and nothing typed is lost."""

import json

from playwright.sync_api import expect

CALL = "建设路与和平街交叉口每天傍晚都有流动摊贩占道经营,行人只能走机动车道。"


def drafts(page) -> dict[str, str]:
    return json.loads(page.evaluate("JSON.stringify(localStorage)"))


def typed_call(window):
    """Return an operator's window with a call typed and its proposals there."""
    desk = window("operator")
    desk.go("/operator")
    expect(desk.page.locator("#f-text")).to_be_focused()
    desk.page.keyboard.insert_text(CALL)
    desk.page.locator("#f-phone").fill("13871234567")
    expect(desk.page.locator('[data-choice="5"]')).to_be_visible()
    return desk


def test_a_call_is_taken_dispatched_and_the_next_begun_without_the_mouse(window):
    desk = typed_call(window)
    chosen = desk.page.locator('[data-choice="2"] .name').inner_text().split()[-1]
    desk.page.keyboard.press("Alt+Digit2")
    desk.page.wait_for_url("**/operator/calls/*")
    desk.sees(chosen)
    assert len(desk.big_numbers()) == 2
    assert "13871234567" not in json.dumps(drafts(desk.page))
    desk.page.keyboard.press("Alt+KeyN")
    desk.page.wait_for_url("**/operator")
    expect(desk.page.locator("#f-text")).to_have_value("")


def test_ctrl_enter_takes_the_call_in_for_the_dispatch_list(window):
    desk = typed_call(window)
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
    desk.page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('call-draft:'))")
    desk.page.reload()
    expect(desk.page.locator("#f-text")).to_have_value(CALL)
    expect(desk.page.locator("#f-phone")).to_have_value("13871234567")
    # Another tab, after the first one died: half a minute later its draft is offered.
    desk.page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
             const draft = JSON.parse(localStorage.getItem(key));
             draft.at = Date.now() - 30000;
             localStorage.setItem('call-draft:' + key.split(':')[1] + ':dead', JSON.stringify(draft));
             localStorage.removeItem(key); } }"""
    )
    other = desk.page.context.new_page()
    desk.page.close()
    other.goto(f"{desk.address}/operator")
    other.get_by_role("button", name="恢复草稿").click()
    expect(other.locator("#f-text")).to_have_value(CALL)


def test_signing_out_leaves_no_draft_behind(window):
    desk = typed_call(window)
    desk.page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('call-draft:'))")
    desk.page.get_by_role("button", name="退出").click()
    desk.page.wait_for_url("**/login**")
    assert not [key for key in drafts(desk.page) if key.startswith("call-draft:")]


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
    desk.page.keyboard.insert_text("我租房子住,想提取公积金付房租,怎么办?")
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
