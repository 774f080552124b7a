"""One matter, two doors: website and phone, two messages, one number leads, and both citizens hear the answer."""

from tests.workers.house import wait_until

WRITTEN = "云岭水泥厂每天半夜往外排粉尘，窗台上一层灰，老人孩子都咳嗽，请查一查。"
CALLED = "投诉云岭水泥厂，灰尘太大，衣服都不敢晾，夜里机器轰隆隆响。"
WRITER, CALLER, PHONE = "欧阳晴", "司马川", "13800007701"
MAIL = "writer@example.org"
ANSWER = "已责令该厂停产整改，加装除尘设备，并每周夜间巡查。"


def test_website_and_phone_about_one_matter_are_led_by_one_number_and_come_apart_again(window, letters):
    writer = window(width=320, height=640, java_script_enabled=False)
    number, code = write(writer)
    operator = window("operator")
    other_number, other_code = call_about_the_same(operator, number)
    assert number != other_number
    handle(window, operator, number)

    caller = window(width=360, height=740, java_script_enabled=False)
    for citizen, theirs, own, others in (
        (writer, (number, code), WRITTEN, (CALLED, CALLER, PHONE)),
        (caller, (other_number, other_code), CALLED, (WRITTEN, WRITER, MAIL)),
    ):
        follow(citizen, *theirs)
        citizen.sees(ANSWER)
        citizen.sees(own)
        for word in others:
            citizen.does_not_see(word)
    wait_until(lambda: any(MAIL in each.rcpt_tos for each in letters.letters), lambda: "no letter came")
    rate(caller, "不满意")
    rate(writer, "满意")

    operator.go(f"/operator/tickets/{other_number}")
    operator.unfold("取消并单")
    operator.page.locator("#split-note").fill("核实后是另一家厂")
    operator.press("取消并单")
    operator.sees("已取消并单")
    follow(caller, other_number, other_code)
    caller.sees("已受理")
    caller.does_not_see(ANSWER)
    follow(writer, number, code)
    writer.sees(ANSWER)


def write(citizen):
    citizen.go("/write")
    citizen.fill(text=WRITTEN, citizen_name=WRITER, citizen_email=MAIL, place="云岭镇")
    citizen.press("提交")
    citizen.sees("已收到您的诉求")
    return ["".join(each.split()) for each in citizen.page.locator(".service-number").all_inner_texts()]


def call_about_the_same(operator, number):
    wait_until(lambda: known(operator, number), lambda: "the study has not read the first message")
    operator.go("/operator")
    operator.fill(text=CALLED, name=CALLER, phone=PHONE)
    operator.page.locator(f'button[name="merge_into"][value="{number}"]').wait_for()
    operator.page.keyboard.press("Alt+6")
    operator.sees("请把下面的编号和查询码读给来电人")
    return operator.big_numbers()


def known(operator, number):
    operator.go(f"/operator/tickets/{number}")
    return operator.page.locator(".candidate").count() > 0


def handle(window, operator, number):
    operator.go(f"/operator/tickets/{number}")
    operator.sees("共 2 件")
    operator.unfold("派给其他单位")
    operator.page.locator("#dispatch-lead").fill("市城管执法委")
    operator.press("派单")
    operator.sees("已派单")
    officer = window("chengguan")
    officer.go(f"/department/tickets/{number}")
    officer.press("签收")
    officer.fill(text=ANSWER)
    officer.page.get_by_label("实际解决").check()
    officer.press("提交答复")
    officer.sees("待审核")
    supervisor = window("supervisor")
    supervisor.go(f"/supervisor/tickets/{number}")
    supervisor.press("通过，发给市民")
    supervisor.sees("已答复")


def follow(citizen, number, code):
    citizen.go("/follow")
    citizen.fill(number=number, code=code)
    citizen.press("查询")
    assert code not in citizen.page.url


def rate(citizen, grade):
    citizen.page.get_by_label(grade, exact=True).check()
    citizen.press("提交评价")
    citizen.sees("感谢您的评价")
