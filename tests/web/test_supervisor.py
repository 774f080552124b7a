"""The supervisor's counter: figures that open their lists, decisions, and what the public may read."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow.casework import petitions
from hotline.models import Publication, Ticket
from hotline.parts import parts
from tests.factories import NAME, PHONE, a_ticket, the
from tests.people import DAY, HOUR, OFFICER
from tests.web import staff
from tests.web.visitor import words


def made(app: Flask, state: State, **changes: Any) -> str:
    with app.app_context():
        return the(a_ticket(state, at=changes.pop("at", now() - HOUR), **changes)).number


def asking_for_days(app: Flask, days: int = 3) -> str:
    with app.app_context():
        ticket_id = a_ticket(State.HANDLING, at=now() - HOUR)
        with unit_of_work():
            petitions.ask_to_extend(
                the(ticket_id), days=days, note="需要委托检测", rules=parts().rules, by=OFFICER, at=now()
            )
        return the(ticket_id).number


def listed(page: Any) -> list[str]:
    return re.findall(r"/supervisor/tickets/(\d{15})\"", page.text)


class TestBoard:
    def test_each_figure_opens_a_list_of_that_length(self, app: Flask) -> None:
        made(app, State.HANDLING, at=now() - 40 * DAY)
        made(app, State.HANDLING)
        made(app, State.ANSWERED)
        asking_for_days(app)
        person = staff.supervisor(app)
        board = person.get("/supervisor").text
        figures = re.findall(r'href="(/supervisor/tickets\?list=[\w-]+)"[^>]*><b>(\d+)</b>', board)
        assert len(figures) == 7
        for address, figure in figures:
            assert len(listed(person.get(address))) == int(figure), address
        by_name = {address.rpartition("=")[2]: int(figure) for address, figure in figures}
        assert (by_name["late"], by_name["review"], by_name["extensions"], by_name["in-hand"]) == (1, 1, 1, 3)

    def test_the_departments_row_opens_its_own_lists(self, app: Flask) -> None:
        late = made(app, State.HANDLING, at=now() - 40 * DAY)
        person = staff.supervisor(app)
        assert "list=late&amp;department=urban_mgmt" in person.get("/supervisor").text
        assert listed(person.get("/supervisor/tickets?list=late&department=urban_mgmt")) == [late]
        assert listed(person.get("/supervisor/tickets?list=late&department=housing")) == []

    def test_an_empty_city_has_a_calm_board(self, app: Flask) -> None:
        page = words(staff.supervisor(app).get("/supervisor").text)
        assert "没有超期工单" in page


class TestReview:
    def test_approving_lets_the_answer_go(self, app: Flask) -> None:
        person, number = staff.supervisor(app), made(app, State.ANSWERED)
        person.step(number, "approve", note="")
        assert staff.state_of(app, number) == "approved"

    def test_rejecting_needs_a_reason(self, app: Flask) -> None:
        person, number = staff.supervisor(app), made(app, State.ANSWERED)
        assert person.step(number, "reject", note=" ").status_code == 422
        assert staff.state_of(app, number) == "answered"
        person.step(number, "reject", note="没有回应第二个问题")
        assert staff.state_of(app, number) == "handling"
        assert "没有回应第二个问题" in staff.officer(app).get(f"/department/tickets/{number}").text

    def test_two_supervisors_decide_once(self, app: Flask) -> None:
        one, other, number = staff.supervisor(app), staff.supervisor(app), made(app, State.ANSWERED)
        path = f"/supervisor/tickets/{number}"
        old = other.hidden(path, f"{path}/reject")
        one.step(number, "approve", note="")
        stale = other.send(f"{path}/reject", {**old, "note": "还缺依据"})
        assert stale.status_code == 409
        assert "还缺依据" in stale.text
        assert staff.state_of(app, number) == "approved"

    def test_the_citizen_stays_masked(self, app: Flask) -> None:
        page = staff.supervisor(app).get(f"/supervisor/tickets/{made(app, State.ANSWERED)}").text
        assert PHONE not in page
        assert NAME not in page


class TestExtension:
    @pytest.mark.parametrize(("decision", "moved"), [("grant", True), ("refuse", False)])
    def test_a_granted_wish_moves_the_date_a_refused_one_does_not(self, app: Flask, decision: str, moved: bool) -> None:
        person, number = staff.supervisor(app), asking_for_days(app)
        before = self.promised(app)
        person.step(number, "decide", decision=decision, note="已核实")
        assert (self.promised(app) > before) is moved
        assert staff.state_of(app, number) == "handling"

    def promised(self, app: Flask) -> Any:
        with app.app_context():
            return db.session.scalars(select(Ticket.promised_at)).one()


class TestPublication:
    def draft(self, person: Any, number: str) -> dict[str, str]:
        page = person.get(f"/supervisor/tickets/{number}").text
        title = re.search(r'id="publish-title" name="title" value="([^"]*)"', page)
        areas = dict(re.findall(r'<textarea id="publish-(\w+)"[^>]*>\n([^<]*)</textarea>', page))
        return {"title": title.group(1) if title else "", **areas}

    def test_the_draft_is_masked_and_can_be_published(self, app: Flask) -> None:
        text = f"我叫{NAME}，电话{PHONE}，路口占道经营。"
        person, number = staff.supervisor(app), made(app, State.APPROVED, text=text)
        draft = self.draft(person, number)
        assert NAME not in draft["asked"]
        assert PHONE not in draft["asked"]
        person.step(number, "publish", **draft)
        assert staff.state_of(app, number) == "published"

    @pytest.mark.parametrize("left", [PHONE, NAME, "身份证42010619900307123X"])
    def test_personal_data_that_is_left_stops_it(self, app: Flask, left: str) -> None:
        person, number = staff.supervisor(app), made(app, State.APPROVED)
        draft = self.draft(person, number)
        refused = person.step(number, "publish", **{**draft, "answered": f"已联系{left}处理。"})
        assert refused.status_code == 422
        assert f"已联系{left}处理。" in refused.text
        assert staff.state_of(app, number) == "approved"

    @pytest.mark.parametrize("wish", [{"may_publish": False}, {"confidential": True}])
    def test_without_the_citizens_will_there_is_no_form_and_no_way(self, app: Flask, wish: dict[str, bool]) -> None:
        person, number = staff.supervisor(app), made(app, State.APPROVED, **wish)
        assert "publish-asked" not in person.get(f"/supervisor/tickets/{number}").text
        with app.app_context():
            version = db.session.scalars(select(Ticket.version)).one()
        form = {"csrf_token": person.token(), "version": str(version), "title": "甲", "asked": "乙", "answered": "丙"}
        assert person.send(f"/supervisor/tickets/{number}/publish", form).status_code == 409

    def test_taking_it_down_needs_a_reason(self, app: Flask) -> None:
        person, number = staff.supervisor(app), made(app, State.PUBLISHED)
        assert person.step(number, "unpublish", note="").status_code == 422
        person.step(number, "unpublish", note="市民改变了主意")
        assert staff.state_of(app, number) == "closed"
        with app.app_context():
            assert db.session.scalars(select(Publication.withdrawn_at)).one() is not None


def test_urging_is_seen_by_the_department(app: Flask) -> None:
    person, number = staff.supervisor(app), made(app, State.HANDLING)
    person.step(number, "remark", kind="urge", text="请在明天前答复")
    page = staff.officer(app).get(f"/department/tickets/{number}").text
    assert "催办" in page
    assert "请在明天前答复" in page
