"""Returns, disputes, waits and joint handling as the pages show them, and what each person may see of them."""

from typing import Any

import pytest
from flask import Flask

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow import classification
from hotline.models import Ticket
from hotline.parts import parts
from tests.factories import a_ticket, the
from tests.people import DAY, HELPER, HOUR, LEAD, OPERATOR, OTHER
from tests.web import staff
from tests.web.visitor import Visitor, words

RETURN = {"reason": "not_our_duty", "text": "由城建部门管理", "basis": "权责清单第12项", "suggested": "市城建局"}


def made(app: Flask, state: State = State.HANDLING, **changes: Any) -> str:
    with app.app_context():
        return the(a_ticket(state, at=changes.pop("at", now() - HOUR), **changes)).number


def file_of(person: Any, number: str) -> str:
    """Return the words of a ticket's file as this person reads them."""
    return words(person.get(f"/{person.role.value}/tickets/{number}").text)


def sent_back(app: Flask, number: str, department: str = LEAD) -> None:
    staff.officer(app, department).step(number, "send-back", **RETURN)
    staff.operator(app).step(number, "decide", decision="grant", note="情况属实")


def in_dispute(app: Flask) -> str:
    """Return the number of a ticket that two departments sent back."""
    number = made(app, State.DISPATCHED)
    sent_back(app, number)
    staff.operator(app).step(number, "dispatch", lead="市城建局")
    sent_back(app, number, OTHER)
    return number


def followed(app: Flask, number: str) -> str:
    """Return the words of the citizen's page."""
    with app.app_context():
        ticket = db.session.query(Ticket).filter_by(number=number).one()
        code = ticket.messages[0].query_code
    citizen = Visitor(app)
    return words(citizen.post("/follow", {"number": number, "code": code}, page="/follow", follow=True).text)


class TestReturns:
    def test_the_refused_department_is_lowered_for_this_ticket_and_it_says_why(self, app: Flask) -> None:
        number = made(app)  # routed by nobody yet
        sent_back(app, number)
        operator = staff.operator(app)
        with app.app_context():
            with unit_of_work():
                ticket = db.session.query(Ticket).filter_by(number=number).one()
                decision = classification.propose(parts().study, ticket.messages[0].text, title=ticket.title)
                classification.keep_proposal(ticket, decision.as_dict(), version="test", at=now())
            usual = [each["department"] for each in decision.as_dict()["candidates"]]
        page = file_of(operator, number)
        assert "本单已同意其退单：不属于本单位职责（依据：权责清单第12项）" in page
        assert "退单时建议转交： 市城建局" in page
        offered = page[page.index("派单") :]
        others = [name for name in usual if name != "市城管执法委"]
        assert offered.index(others[0]) < offered.index("本单已同意其退单")
        assert "退单经过（1 次申请）" in page

    def test_returns_are_counted_by_department_for_operator_and_supervisor(self, app: Flask) -> None:
        sent_back(app, made(app))
        number = made(app)
        staff.officer(app).step(number, "send-back", **RETURN)
        staff.operator(app).step(number, "decide", decision="refuse", note="属你单位职责")
        for person in (staff.operator(app), staff.supervisor(app)):
            assert "市城管执法委 2 1 1 0" in words(person.get(f"/{person.role.value}/returns").text)

    def test_twice_is_refused_with_what_was_typed(self, app: Flask) -> None:
        person, number = staff.officer(app), made(app)
        path = f"/department/tickets/{number}"
        form = person.hidden(path, f"{path}/send-back")
        person.step(number, "send-back", **RETURN)
        with app.app_context():
            form["version"] = str(db.session.query(Ticket.version).filter_by(number=number).scalar())
        refused = person.send(f"{path}/send-back", {**form, **RETURN, "text": "再说一遍，不是我们的。"})
        assert refused.status_code == 409
        assert "已有一项申请等待审核" in refused.text
        assert "再说一遍，不是我们的。" in refused.text


class TestDispute:
    def test_it_is_consulted_on_ruled_and_explained_to_the_department(self, app: Flask) -> None:
        number, supervisor = in_dispute(app), staff.supervisor(app)
        assert staff.state_of(app, number) == "disputed"
        assert number in supervisor.get("/supervisor/tickets?list=disputed").text
        assert "裁定时限" in file_of(supervisor, number)
        early = supervisor.step(number, "rule", lead="市城管执法委", why="先裁定再说")
        assert early.status_code == 409
        assert "请先登记会商" in early.text
        assert "先裁定再说" in early.text
        supervisor.step(number, "consult", took_part="市城管执法委 王科长", note="围挡以外归城管")
        nobody = supervisor.step(number, "rule", lead="", why="无人主办")
        assert nobody.status_code == 422
        assert "请选择主办单位" in nobody.text
        supervisor.step(number, "rule", lead="市城管执法委", helpers=OTHER, task="核对围挡", why="谁主管谁负责")
        page = file_of(staff.officer(app), number)
        for said in ("已裁定承办单位", "谁主管谁负责", "王科长", "本单已经裁定，不能再退单", "核对围挡"):
            assert said in page
        assert "核对围挡" in file_of(staff.officer(app, OTHER), number)

    def test_the_fallback_department_is_named_on_the_form(self, app: Flask) -> None:
        number, supervisor = in_dispute(app), staff.supervisor(app)
        assert "兜底单位（所在区人民政府）" in file_of(supervisor, number)
        supervisor.step(number, "rule", fallback="1", why="先办后议")
        assert "兜底单位，先办后议" in file_of(supervisor, number)

    def test_the_citizen_reads_nothing_of_the_quarrel(self, app: Flask) -> None:
        number = in_dispute(app)
        staff.supervisor(app).step(number, "consult", took_part="两个单位", note="互相推诿")
        page = followed(app, number)
        assert "正在确定承办单位" in page
        for secret in ("争议", "裁定", "会商", "推诿", "退单"):
            assert secret not in page

    def test_an_operator_cannot_dispatch_what_waits_for_a_ruling(self, app: Flask) -> None:
        number, operator = in_dispute(app), staff.operator(app)
        assert "等待裁定" in file_of(operator, number)
        with app.app_context():
            version = db.session.query(Ticket.version).filter_by(number=number).scalar()
        form = {"csrf_token": operator.token(), "version": str(version), "lead": "市城建局"}
        assert operator.send(f"/operator/tickets/{number}/dispatch", form).status_code == 409


class TestWaiting:
    def test_a_department_asks_the_citizen_who_answers_and_the_clock_goes_on(self, app: Flask) -> None:
        officer, number = staff.officer(app), made(app)
        officer.step(number, "pause", note="请问是哪一个路口?")
        assert "办理时限暂停" in file_of(officer, number)
        page = followed(app, number)
        assert "等您补充" in page
        assert "请问是哪一个路口?" in page
        staff.operator(app).step(number, "supply", text="在和平街口。")
        page = file_of(officer, number)
        assert "办理中" in page
        assert "等待市民补充，不计时" in page

    def test_without_a_question_it_is_refused(self, app: Flask) -> None:
        refused = staff.officer(app).step(made(app), "pause", note=" ")
        assert refused.status_code == 422
        assert "理由" in refused.text

    def test_an_operator_asks_during_handling_too(self, app: Flask) -> None:
        operator, number = staff.operator(app), made(app)
        operator.step(number, "ask", note="请补充门牌号")
        assert staff.state_of(app, number) == "paused"
        assert number in operator.get("/operator/tickets?list=waiting").text


class TestJoint:
    def test_a_helper_reads_its_task_and_hands_in_its_part(self, app: Flask) -> None:
        number = made(app, State.CLASSIFIED)
        staff.operator(app).step(number, "dispatch", lead="市城管执法委", helpers=HELPER, task="疏导交通")
        helper = staff.officer(app, HELPER)
        page = file_of(helper, number)
        assert "疏导交通" in page
        assert "协办时限" in page
        empty = helper.step(number, "hand-in", text=" ")
        assert empty.status_code == 422
        helper.step(number, "hand-in", text="已安排岗位值守。")
        staff.officer(app).step(number, "sign")
        page = file_of(staff.officer(app), number)
        assert "已安排岗位值守。" in page
        assert "已提交意见" in page

    def test_the_lead_is_advised_but_not_kept_from_answering(self, app: Flask) -> None:
        officer, number = staff.officer(app), made(app)
        assert "还有 1 个协办单位没有提交意见：市公安局交通管理局" in file_of(officer, number)
        officer.step(number, "answer", text="已清理。", basis="", resolution="solved")
        assert "答复时尚未提交意见的协办单位：市公安局交通管理局" in file_of(officer, number)

    def test_a_helper_asks_for_more_time_and_the_lead_decides(self, app: Flask) -> None:
        lead, helper, number = staff.officer(app), staff.officer(app, HELPER), made(app)
        wrong = helper.step(number, "more-time", days="x", note="现场勘查")
        assert wrong.status_code == 422
        assert "现场勘查" in wrong.text
        helper.step(number, "more-time", days="2", note="现场勘查需两天")
        assert "已向主办单位申请延期 2 个工作日" in file_of(helper, number)
        page = file_of(lead, number)
        assert "市公安局交通管理局申请协办延期" in page
        assert "现场勘查需两天" in page
        refused = lead.step(number, "decide-time", helper=HELPER, decision="grant", note="")
        assert refused.status_code == 422
        lead.step(number, "decide-time", helper=HELPER, decision="grant", note="同意")
        page = file_of(helper, number)
        assert "主办单位同意延期2个工作日" in page
        assert "协办单位：市公安局交通管理局；申请2个工作日" in page

    def test_the_lead_asks_for_a_helper_and_the_operator_grants_it(self, app: Flask) -> None:
        officer, operator, number = staff.officer(app), staff.operator(app), made(app)
        officer.step(number, "ask-helper", helper="市水务局", task="核实排水管网")
        assert number in operator.get("/operator/tickets?list=helpers").text
        assert "核实排水管网" in file_of(operator, number)
        operator.step(number, "decide", decision="grant", note="同意")
        assert "核实排水管网" in file_of(staff.officer(app, "water"), number)


@pytest.mark.parametrize("step", ["pause", "resume", "ask-helper", "hand-in"])
def test_another_departments_ticket_does_not_exist(app: Flask, step: str) -> None:
    stranger, number = staff.officer(app, "water"), made(app, at=now() - DAY)
    form = {"csrf_token": stranger.token(), "version": "7", "note": "x", "text": "x", "task": "x", "helper": "市水务局"}
    assert stranger.send(f"/department/tickets/{number}/{step}", form).status_code == 404


def test_an_extension_shows_the_new_date_to_the_citizen_and_its_reason_to_staff(app: Flask) -> None:
    officer, number = staff.officer(app), made(app)
    assert "每次最多 10 个工作日，还可延期 1 次" in file_of(officer, number)
    officer.step(number, "extend", days="3", note="需要委托检测")
    staff.supervisor(app).step(number, "decide", decision="grant", note="确需检测")
    assert "经批准延期3个工作日" in file_of(officer, number)
    assert "确需检测" in file_of(officer, number)
    assert "延期次数已用完" in file_of(officer, number)
    with app.app_context():
        due = db.session.query(Ticket).filter_by(number=number).one().promised_at
        day = f"{due.month}月{due.day}日"
    page = followed(app, number)
    assert "承诺日期改为" in page
    assert day in page
    assert OPERATOR.name not in page
