"""Returned, extended, disputed, shared, reworked: the closed loop as the people at both ends meet it in a browser."""

from playwright.sync_api import expect

GROUND = "权责清单第12项"
STALLS = "建设路与和平街交叉口每天傍晚都有流动摊贩占道经营，行人只能走机动车道。"


def taken(operator, text, *, to, place="建设路"):
    """Take a call and send it to a department; return its number and query code."""
    operator.go("/operator")
    operator.fill(text=text, place=place)
    operator.unfold("派给其他单位")
    operator.page.locator("[name=lead]").fill(to)
    operator.press("受理并派单")
    operator.sees("请把下面的编号和查询码读给来电人")
    return operator.big_numbers()


def within(window, step):
    """Return the form of a step on a ticket's file."""
    return window.page.locator(f"form[action$='/{step}']").last


def explained(window):
    """Expect that the page says in words how its due date came about."""
    window.page.locator("summary", has_text="怎样算出").first.click()
    window.sees("起算")
    window.sees("截止")


def sign(officer, number):
    officer.go(f"/department/tickets/{number}")
    officer.press("签收")
    officer.sees("办理中")


def answer(officer, number, text, **more):
    officer.go(f"/department/tickets/{number}")
    form = within(officer, "answer")
    form.locator("[name=text]").fill(text)
    form.get_by_label("解释说明").check()
    for name, value in more.items():
        form.locator(f"[name={name}]").fill(value)
    officer.press("提交答复")
    officer.sees("待审核")


def approve(supervisor, number):
    supervisor.go(f"/supervisor/tickets/{number}")
    supervisor.press("通过，发给市民")


def follow(citizen, number, code):
    citizen.go("/follow")
    citizen.fill(number=number, code=code)
    citizen.press("查询")


def send_back(officer, number, *, suggested=""):
    officer.go(f"/department/tickets/{number}")
    officer.unfold("申请退单")
    form = within(officer, "send-back")
    form.locator("[name=reason]").select_option("not_our_duty")
    form.locator("[name=text]").fill("占道经营不属于本单位职责。")
    form.locator("[name=basis]").fill(GROUND)
    form.locator("[name=suggested]").fill(suggested)
    officer.press("提交退单申请")
    officer.sees("申请退单")


def decide(window, path, number, label):
    window.go(f"{path}/tickets/{number}")
    window.page.get_by_label(label).check()
    within(window, "decide").locator("[name=note]").fill("情况属实")
    window.press("提交审核意见")


def test_returned_and_redispatched_to_whom_the_department_named(window):
    operator, housing = window("operator"), window("fangguan")
    number, _ = taken(operator, STALLS, to="市房管局")
    housing.go(f"/department/tickets/{number}")
    explained(housing)
    send_back(housing, number, suggested="市城管执法委")
    decide(operator, "/operator", number, "同意退单，改派")
    operator.sees("退单时建议转交")
    operator.sees("退单经过（1 次申请）")
    explained(operator)
    operator.press("派给市城管执法委")
    operator.sees("待签收")
    window("chengguan").go(f"/department/tickets/{number}")
    operator.go("/operator/returns")
    operator.sees("市房管局")


def test_extended_and_the_citizen_reads_the_new_date(window):
    operator, officer, supervisor = window("operator"), window("chengguan"), window("supervisor")
    number, code = taken(operator, STALLS, to="市城管执法委")
    sign(officer, number)
    officer.unfold("申请延期")
    within(officer, "extend").locator("[name=days]").fill("2")
    within(officer, "extend").locator("[name=note]").fill("需要与街道联合整治")
    officer.press("提交延期申请")
    decide(supervisor, "/supervisor", number, "同意延期")
    officer.go(f"/department/tickets/{number}")
    explained(officer)
    officer.sees("经批准延期2个工作日")
    citizen = window(width=360, height=740, java_script_enabled=False)
    follow(citizen, number, code)
    citizen.sees("承诺日期改为")


def test_disputed_consulted_on_and_ruled(window):
    operator, supervisor = window("operator"), window("supervisor")
    housing, water = window("fangguan"), window("shuiwu")
    number, code = taken(operator, STALLS, to="市房管局")
    send_back(housing, number)
    decide(operator, "/operator", number, "同意退单，改派")
    operator.unfold("派给其他单位")
    within(operator, "dispatch").locator("[name=lead]").fill("市水务局")
    within(operator, "dispatch").get_by_role("button", name="派单", exact=True).click()
    send_back(water, number)
    decide(operator, "/operator", number, "同意退单，改派")
    operator.sees("等待裁定")
    citizen = window(width=360, height=740, java_script_enabled=False)
    follow(citizen, number, code)
    citizen.sees("正在确定承办单位")
    citizen.does_not_see("裁定")
    supervisor.go("/supervisor/tickets?list=disputed")
    supervisor.page.locator(f"a[href*='{number}']").first.click()
    explained(supervisor)
    within(supervisor, "consult").locator("[name=took_part]").fill("市房管局、市水务局、市城管执法委")
    within(supervisor, "consult").locator("[name=note]").fill("占道经营由城管部门查处")
    supervisor.press("登记会商情况")
    supervisor.sees("已会商")
    within(supervisor, "rule").locator("[name=lead]").fill("市城管执法委")
    within(supervisor, "rule").locator("[name=why]").fill("谁主管谁负责")
    supervisor.press("裁定并派单")
    supervisor.sees("已裁定承办单位")
    officer = window("chengguan")
    officer.go(f"/department/tickets/{number}")
    officer.sees("谁主管谁负责")
    officer.sees("不能再退单")
    explained(officer)
    follow(citizen, number, code)
    citizen.sees("确定由市城管执法委办理")


def test_joint_handling_with_a_part_of_its_own(window):
    operator, officer, helper = window("operator"), window("chengguan"), window("shuiwu")
    number, _ = taken(operator, "夜市摊位把污水倒进雨水口，路面又臭又滑。", to="市城管执法委")
    sign(officer, number)
    officer.unfold("申请其他单位协办")
    within(officer, "ask-helper").locator("[name=helper]").fill("市水务局")
    within(officer, "ask-helper").locator("[name=task]").fill("清掏雨水口并核实排水去向")
    officer.press("提交协办申请")
    decide(operator, "/operator", number, "同意，加派协办")
    helper.go(f"/department/tickets/{number}")
    helper.sees("清掏雨水口并核实排水去向")
    explained(helper)
    officer.go(f"/department/tickets/{number}")
    officer.sees("还有 1 个协办单位没有提交意见")
    within(helper, "hand-in").locator("[name=text]").fill("已清掏，雨水口接入污水管。")
    helper.press("提交给主办单位")
    helper.sees("已提交意见")
    officer.go(f"/department/tickets/{number}")
    officer.sees("已清掏，雨水口接入污水管。")


def test_asked_during_handling_and_the_clock_goes_on_where_it_stood(window):
    operator, officer = window("operator"), window("chengguan")
    number, code = taken(operator, STALLS, to="市城管执法委")
    sign(officer, number)
    officer.unfold("请市民补充，暂停计时")
    within(officer, "pause").locator("[name=note]").fill("请问摊贩一般在路口哪一侧?")
    officer.press("发给市民")
    officer.sees("办理时限暂停")
    citizen = window(width=360, height=740, java_script_enabled=False)
    follow(citizen, number, code)
    citizen.sees("请问摊贩一般在路口哪一侧?")
    within(citizen, "supplement").locator("[name=text]").fill("在东侧公交站旁。")
    citizen.press("提交补充")
    officer.go(f"/department/tickets/{number}")
    officer.sees("在东侧公交站旁。")
    explained(officer)
    officer.sees("等待市民补充，不计时")


def unhappy(citizen, number, code, note):
    follow(citizen, number, code)
    citizen.page.get_by_label("不满意", exact=True).check()
    citizen.fill(rating_note=note)
    citizen.press("提交评价")
    citizen.sees("感谢您的评价")


def once_more(operator, number):
    operator.go(f"/operator/tickets/{number}")
    operator.unfold("重办")
    within(operator, "reopen").locator("[name=note]").fill("回访属实，未解决")
    within(operator, "reopen").get_by_role("button", name="重办", exact=True).click()
    operator.sees("待派单")
    operator.unfold("派给其他单位")
    within(operator, "dispatch").locator("[name=lead]").fill("市城管执法委")
    within(operator, "dispatch").get_by_role("button", name="派单", exact=True).click()
    operator.sees("待签收")


def test_reworked_twice_supervised_and_finally_answered_by_name(window):
    operator, officer, supervisor = window("operator"), window("chengguan"), window("supervisor")
    citizen = window(width=360, height=740, java_script_enabled=False)
    number, code = taken(operator, STALLS, to="市城管执法委")
    for turn in ("第一次", "第二次"):
        sign(officer, number)
        explained(officer)
        answer(officer, number, f"{turn}答复：已劝离。")
        approve(supervisor, number)
        unhappy(citizen, number, code, f"{turn}还是没有解决")
        once_more(operator, number)
    sign(officer, number)
    officer.sees("最终答复")
    explained(officer)
    answer(officer, number, "已设置护栏并纳入每日巡查。", leader="张建国，分管副主任")
    approve(supervisor, number)
    supervisor.sees("已办结")
    follow(citizen, number, code)
    citizen.sees("最终答复")
    citizen.sees("张建国，分管副主任")
    citizen.sees("到此办结")
    expect(citizen.page.get_by_text("没有解决，要求重办")).to_have_count(0)
    operator.go(f"/operator/tickets/{number}")
    operator.sees("不再重办")
