"""One matter, from the citizen's call to the published answer, told by the people who handle it."""

from playwright.sync_api import expect

CALL = "三环边上的小区门口路灯坏了一个星期没人修，晚上接孩子看不见路，我叫丁小满，电话13800009911，请尽快处理。"
ANSWER = "路灯故障系电缆被盗所致，已更换电缆并恢复照明，今后每周巡查一次。"


def test_a_call_is_dispatched_by_keyboard_answered_reviewed_followed_and_published(window):
    number, code = call(window("operator"))
    supervisor = window("supervisor")
    sign_and_answer(window("chengguan"), number)
    supervisor.go(f"/supervisor/tickets/{number}")
    supervisor.press("通过，发给市民")
    supervisor.sees("已答复")
    follow_and_rate(window(width=360, height=740, java_script_enabled=False), number, code)
    supervisor.go(f"/supervisor/tickets/{number}")
    supervisor.unfold("公开")
    supervisor.press("公开")
    supervisor.sees("已公开的内容")
    read_in_public(window(width=360, height=740))


def call(operator):
    operator.fill(text=CALL, name="丁小满", phone="13800009911", place="和平路")
    operator.page.locator("[name=may_publish]").check()
    expect(operator.page.locator("[data-choice='1']")).to_contain_text("市城管执法委")
    operator.page.keyboard.press("Alt+1")
    operator.sees("请把下面的编号和查询码读给来电人")
    operator.sees("市城管执法委")
    return operator.big_numbers()


def sign_and_answer(officer, number):
    officer.go(f"/department/tickets/{number}")
    officer.press("签收")
    officer.sees("办理中")
    officer.fill(text=ANSWER, basis="《武汉市城市照明管理办法》")
    officer.page.get_by_label("实际解决").check()
    officer.press("提交答复")
    officer.sees("待审核")


def follow_and_rate(citizen, number, code):
    citizen.go("/follow")
    citizen.fill(number=number, code=code)
    citizen.press("查询")
    citizen.sees(ANSWER)
    citizen.sees("市城管执法委")
    assert number in citizen.page.url
    assert code not in citizen.page.url
    citizen.page.get_by_label("满意", exact=True).check()
    citizen.press("提交评价")


def read_in_public(reader):
    reader.go("/answers?q=电缆被盗")
    reader.page.locator("main a[href*='/answers/']").first.click()
    reader.sees("已更换电缆并恢复照明")
    reader.does_not_see("13800009911")
    reader.does_not_see("丁小满")


def test_an_officer_who_is_not_responsible_sends_the_ticket_back_and_it_goes_elsewhere(window):
    operator = window("operator")
    operator.fill(text="地铁口的共享单车乱停乱放，人行道都走不了人。", place="光谷广场")
    operator.unfold("派给其他单位")
    operator.page.locator("[name=lead]").fill("市房管局")
    operator.press("受理并派单")
    operator.sees("市房管局")
    number, _ = operator.big_numbers()

    officer = window("fangguan")
    officer.go(f"/department/tickets/{number}")
    officer.unfold("申请退单")
    officer.page.locator("[name=reason]:visible").select_option("not_our_duty")
    form = officer.page.locator("form[action$='/send-back']")
    form.locator("[name=text]").fill("共享单车停放秩序不属于本单位职责。")
    form.locator("[name=basis]").fill("“三定”规定")
    officer.press("提交退单申请")
    officer.sees("退单")

    operator.go(f"/operator/tickets/{number}")
    operator.page.get_by_label("同意退单，改派").check()
    operator.page.locator("form[action$='/decide'] [name=note]").fill("情况属实")
    operator.press("提交审核意见")
    operator.sees("待派单")
    operator.sees("已退单")
    officer.go(f"/department/tickets/{number}")
    officer.sees("没有找到")


def test_a_stale_page_undoes_nothing_and_loses_nothing(window):
    operator = window("operator")
    operator.fill(text="小区里的污水管堵了，污水流到路上，臭得很。", place="金银湖")
    operator.unfold("派给其他单位")
    operator.page.locator("[name=lead]").fill("市水务局")
    operator.press("受理并派单")
    number, _ = operator.big_numbers()

    first, second = window("shuiwu"), window("shuiwu")
    for officer in (first, second):
        officer.go(f"/department/tickets/{number}")
    first.press("签收")
    first.sees("办理中")
    second.press("签收")
    second.sees("已被他人更新")
    first.fill(text="已疏通。")
    second.go(f"/department/tickets/{number}")
    for officer in (first, second):
        officer.fill(text="已安排疏通车到场清掏。")
        officer.page.get_by_label("实际解决").check()
    first.press("提交答复")
    first.sees("待审核")
    second.press("提交答复")
    second.sees("已安排疏通车到场清掏。")
    second.sees("已被他人更新")


def test_a_citizen_writes_on_the_website_without_scripts_and_follows_it(window):
    citizen = window(width=320, height=640, java_script_enabled=False)
    citizen.go("/")
    citizen.page.get_by_role("link", name="写诉求").first.click()
    citizen.press("提交")
    citizen.sees("请填写")
    citizen.fill(text="楼下餐馆油烟直接排到居民窗口，天天如此，请查一查。", citizen_phone="13800009922")
    citizen.press("提交")
    citizen.sees("查询码")
    width = citizen.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
