"""A department's counter: its own tickets, the first due first, and only what it may know."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow import dispatching
from hotline.flow.casework import petitions
from hotline.models import Answer, Petition, Ticket
from hotline.parts import parts
from tests.factories import NAME, PHONE, a_return_wish, a_ticket, the
from tests.people import DAY, HELPER, HOUR, OFFICER, OPERATOR, OTHER
from tests.web import staff
from tests.web.visitor import words

REPLY = {"text": "已清理并安排值守。", "basis": "市容条例第十条", "resolution": "solved"}
RETURN = {"reason": "not_our_duty", "text": "由城建部门管理", "basis": "权责清单第12项", "suggested": "市城建局"}


def made(app: Flask, state: State = State.HANDLING, **changes: Any) -> str:
    with app.app_context():
        return the(a_ticket(state, at=changes.pop("at", now() - HOUR), **changes)).number


def elsewhere(app: Flask) -> str:
    """Return the number of a ticket that another department leads, with nobody helping."""
    with app.app_context():
        ticket_id = a_ticket(State.CLASSIFIED, at=now() - HOUR)
        with unit_of_work():
            dispatching.dispatch(the(ticket_id), to=OTHER, rules=parts().rules, by=OPERATOR, at=now())
        return the(ticket_id).number


def listed(page: Any) -> list[str]:
    return re.findall(r"/department/tickets/(\d{15})\"", page.text)


class TestList:
    def test_what_is_due_first_stands_first_and_others_tickets_not_at_all(self, app: Flask) -> None:
        calm = made(app)
        nearer = made(app, at=now() - 7 * DAY)
        late = made(app, at=now() - 40 * DAY)
        elsewhere(app)
        assert listed(staff.officer(app).get("/department")) == [late, nearer, calm]

    def test_filters_stand_in_the_address_and_narrow_the_list(self, app: Flask) -> None:
        late, calm = made(app, at=now() - 40 * DAY), made(app)
        signed_not, answered = made(app, State.DISPATCHED), made(app, State.ANSWERED)
        person = staff.officer(app)
        assert listed(person.get("/department?lamp=red")) == [late]
        assert set(listed(person.get("/department?lamp=green"))) == {calm, signed_not}
        assert listed(person.get("/department?state=dispatched")) == [signed_not]
        assert listed(person.get("/department?state=answered")) == [answered]
        assert set(listed(person.get("/department?lamp=purple&state=x"))) == {late, calm, signed_not}

    def test_a_helper_sees_what_it_helps_with(self, app: Flask) -> None:
        number = made(app)
        helper = staff.officer(app, HELPER)
        assert listed(helper.get("/department?part=helper")) == [number]
        assert listed(helper.get("/department?part=lead")) == []

    def test_the_counts_are_those_of_the_lists(self, app: Flask) -> None:
        made(app, at=now() - 40 * DAY)
        made(app)
        made(app, State.ANSWERED)
        page = words(staff.officer(app).get("/department").text)
        assert "2 在办" in page
        assert "1 红灯" in page
        assert "1 绿灯" in page


class TestFile:
    def test_another_departments_ticket_does_not_exist(self, app: Flask) -> None:
        person, number = staff.officer(app), elsewhere(app)
        assert person.get(f"/department/tickets/{number}").status_code == 404
        form = {"csrf_token": person.token(), "version": "5", **REPLY, **RETURN, "days": "2", "note": "x"}
        for step in ("sign", "answer", "send-back", "extend", "remark"):
            assert person.send(f"/department/tickets/{number}/{step}", form).status_code == 404, step

    def test_a_ticket_that_was_taken_back_is_gone(self, app: Flask) -> None:
        person, number = staff.officer(app), made(app, State.DISPATCHED)
        person.step(number, "send-back", **RETURN)
        staff.operator(app).step(number, "decide", decision="grant", note="同意")
        assert person.get(f"/department/tickets/{number}").status_code == 404

    def test_the_lead_may_call_the_citizen(self, app: Flask) -> None:
        page = staff.officer(app).get(f"/department/tickets/{made(app)}").text
        assert NAME in page
        assert PHONE in page

    def test_a_helper_may_not(self, app: Flask) -> None:
        page = staff.officer(app, HELPER).get(f"/department/tickets/{made(app)}").text
        assert NAME not in page
        assert PHONE not in page

    def test_nobody_may_where_the_citizen_asked_for_confidence(self, app: Flask) -> None:
        page = staff.officer(app).get(f"/department/tickets/{made(app, confidential=True)}").text
        assert NAME not in page
        assert PHONE not in page
        assert "要求保密" in page

    def test_who_opened_the_contact_is_not_the_departments_to_know(self, app: Flask) -> None:
        number = made(app)
        staff.operator(app).step(number, "reveal", note="核实")
        assert "查看联系方式" not in staff.officer(app).get(f"/department/tickets/{number}").text

    def test_the_due_date_is_explained(self, app: Flask) -> None:
        assert "次日起算" in staff.officer(app).get(f"/department/tickets/{made(app)}").text


class TestSteps:
    def test_sign_and_answer(self, app: Flask) -> None:
        person, number = staff.officer(app), made(app, State.DISPATCHED)
        person.step(number, "sign")
        assert staff.state_of(app, number) == "handling"
        person.step(number, "answer", **REPLY)
        assert staff.state_of(app, number) == "answered"
        with app.app_context():
            answer = db.session.scalars(select(Answer)).one()
            assert (answer.text, answer.basis, answer.resolution.value) == tuple(REPLY.values())

    def test_a_helper_sees_and_remarks_but_does_not_answer(self, app: Flask) -> None:
        helper, number = staff.officer(app, HELPER), made(app)
        assert "提交答复" not in helper.get(f"/department/tickets/{number}").text
        helper.step(number, "remark", text="已到现场配合")
        assert "已到现场配合" in staff.officer(app).get(f"/department/tickets/{number}").text
        with app.app_context():
            version = db.session.scalars(select(Ticket.version)).one()
        form = {"csrf_token": helper.token(), "version": str(version), **REPLY}
        assert helper.send(f"/department/tickets/{number}/answer", form).status_code == 403
        assert staff.state_of(app, number) == "handling"

    @pytest.mark.parametrize(
        ("step", "form", "sentence"),
        [
            ("answer", {**REPLY, "text": ""}, "请填写答复内容"),
            ("answer", {**REPLY, "resolution": "magic"}, "请选择办理结果"),
            ("send-back", {**RETURN, "basis": ""}, "请填写退单依据"),
            ("send-back", {**RETURN, "reason": ""}, "请选择退单理由"),
            ("send-back", {**RETURN, "suggested": "没有这个局"}, "请选择目录中现有的承办单位"),
            ("extend", {"days": "0", "note": "复杂"}, "延期天数应为"),
            ("extend", {"days": "abc", "note": "复杂"}, "延期天数应为"),
            ("extend", {"days": "59", "note": "复杂"}, "每次延期应为1至"),
            ("extend", {"days": "3", "note": ""}, "请说明延期理由"),
            ("remark", {"text": " "}, "请填写内容"),
        ],
    )
    def test_what_is_missing_is_told_and_the_rest_is_kept(
        self, app: Flask, step: str, form: dict[str, str], sentence: str
    ) -> None:
        person, number = staff.officer(app), made(app)
        refused = person.step(number, step, **form)
        assert refused.status_code == 422
        assert sentence in refused.text
        for value in form.values():
            assert value.strip() in refused.text
        assert staff.state_of(app, number) == "handling"

    def test_sending_back_waits_for_a_decision(self, app: Flask) -> None:
        person, number = staff.officer(app), made(app)
        page = person.step(number, "send-back", **RETURN)
        assert "市城管执法委申请退单" in page.text
        assert "提交答复" not in words(page.text).replace("申请", "")
        with app.app_context():
            assert db.session.scalars(select(Petition)).one().suggested_department_id == OTHER

    def test_after_the_window_a_return_is_neither_offered_nor_taken(self, app: Flask) -> None:
        person, number = staff.officer(app), made(app, at=now() - 40 * DAY)
        assert "退单时限已过" in person.get(f"/department/tickets/{number}").text
        with app.app_context():
            version = db.session.scalars(select(Ticket.version)).one()
        form = {"csrf_token": person.token(), "version": str(version), **RETURN}
        refused = person.send(f"/department/tickets/{number}/send-back", form)
        assert refused.status_code == 409
        assert "视为接收" in refused.text

    def test_asking_for_more_days(self, app: Flask) -> None:
        person, number = staff.officer(app), made(app)
        person.step(number, "extend", days="3", note="需要委托检测")
        with app.app_context():
            assert db.session.scalars(select(Petition)).one().asked_days == 3

    def test_two_officers_answer_at_once_and_both_texts_are_shown(self, app: Flask) -> None:
        one, other, number = staff.officer(app), staff.officer(app), made(app)
        path = f"/department/tickets/{number}"
        old = other.hidden(path, f"{path}/answer")
        one.step(number, "answer", **REPLY)
        stale = other.send(f"{path}/answer", {**old, **REPLY, "text": "另一位写的答复，很长很长。"})
        assert stale.status_code == 409
        assert "另一位写的答复，很长很长。" in stale.text
        assert REPLY["text"] in stale.text
        assert "<dd>solved" not in stale.text
        assert ">实际解决</dd>" in stale.text
        with app.app_context():
            assert db.session.scalars(select(Answer.text)).all() == [REPLY["text"]]

    def test_answering_while_a_petition_waits_is_refused_with_the_answer_kept(self, app: Flask) -> None:
        person, number = staff.officer(app), made(app)
        path = f"/department/tickets/{number}"
        form = person.hidden(path, f"{path}/answer")
        with app.app_context():
            with unit_of_work():
                ticket = db.session.scalars(select(Ticket)).one()
                petitions.ask_to_send_back(ticket, a_return_wish(), by=OFFICER, at=now())
            form["version"] = str(db.session.scalars(select(Ticket.version)).one())
        refused = person.send(f"{path}/answer", {**form, **REPLY})
        assert refused.status_code == 409
        assert "尚未审核" in refused.text
        assert REPLY["text"] in refused.text


class TestTaking:
    def test_the_next_is_the_first_due_that_nobody_has(self, app: Flask) -> None:
        calm, late = made(app), made(app, at=now() - 40 * DAY)
        one, other = staff.officer(app), staff.officer(app)
        assert late in one.post("/department/take-next", {}, page="/department", follow=True).text
        assert calm in other.post("/department/take-next", {}, page="/department", follow=True).text
        assert "没有待领取的工单" in one.post("/department/take-next", {}, page="/department", follow=True).text
        assert listed(one.get("/department?taken=mine")) == [late]
        assert listed(one.get("/department?taken=nobody")) == []

    def test_what_is_put_back_waits_for_a_colleague(self, app: Flask) -> None:
        number, person = made(app), staff.officer(app)
        person.post("/department/take-next", {}, page="/department", follow=True)
        assert "/put-back" in person.get(f"/department/tickets/{number}").text
        person.step(number, "put-back")
        assert listed(person.get("/department?taken=nobody")) == [number]
        assert "/put-back" not in person.get(f"/department/tickets/{number}").text
