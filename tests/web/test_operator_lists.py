"""The operator's worklists and the search."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import RemarkKind, Satisfaction
from hotline.flow import handling, reviewing
from hotline.models import Ticket
from hotline.parts import parts
from hotline.queries import worklists
from hotline.queries.paging import Paging
from hotline.queries.rows import LampEdges
from hotline.queries.worklists import Worklist
from tests.factories import PHONE
from tests.people import DAY, LEAD
from tests.web import staff
from tests.web.staff import AtCounter
from tests.web.tickets import made, sent_back, studied


class TestLists:
    def test_what_waits_for_dispatch_is_confirmed_with_one_click(self, app: Flask) -> None:
        person, number = staff.operator(app), studied(app)
        page = person.get("/operator/tickets")
        assert "市城管执法委" in page.text
        form = person.hidden("/operator/tickets", f"/operator/tickets/{number}/dispatch")
        answer = person.send(f"/operator/tickets/{number}/dispatch", form, follow=False)
        assert answer.location == "/operator/tickets?list=to-dispatch"
        assert staff.the_only_ticket(app)["lead_department_id"] == LEAD

    def test_a_weak_proposal_is_not_offered_for_one_click(self, app: Flask) -> None:
        person, number = staff.operator(app), studied(app, title="你好", text="你好，我想问点事情")
        page = person.get("/operator/tickets").text
        assert number in page
        assert "依据不足" in page

    def test_each_list_holds_its_tickets_only(self, app: Flask) -> None:
        waiting, approved, returned = made(app, State.WAITING), made(app, State.APPROVED), sent_back(app)
        person = staff.operator(app)
        lists = {"waiting": waiting, "follow-up": approved, "send-backs": returned}
        for name, number in lists.items():
            found = set(re.findall(r"/operator/tickets/(\d{15})\"", person.get(f"/operator/tickets?list={name}").text))
            assert found == {number}, name

    def test_a_page_beyond_the_last_still_tells_how_many_there_are(self, app: Flask) -> None:
        made(app, State.WAITING)
        with app.app_context():
            edges = LampEdges.at(now(), parts().rules.calendar)
            found = worklists.page_of_worklist(Worklist.WAITING, edges, Paging(9))
            assert (found.rows, found.total) == ((), 1)
            none = worklists.page_of_worklist(Worklist.REVIEW, edges, Paging())
            assert (none.rows, none.total) == ((), 0)

    def test_an_unhappy_citizen_stays_listed_until_somebody_has_called(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app, State.APPROVED)
        with app.app_context(), unit_of_work():
            message = db.session.scalars(select(Ticket).filter_by(number=number)).one().messages[0]
            reviewing.rate(message, Satisfaction.BAD, by=CITIZEN, at=now(), note="没有解决")
        assert number in person.get("/operator/tickets?list=unhappy").text
        assert "没有解决" in person.get(f"/operator/tickets/{number}").text
        person.step(number, "remark", text="已电话回访，市民要求再去一次")
        assert number not in person.get("/operator/tickets?list=unhappy").text

    def test_a_wish_for_another_round_is_listed_with_the_unhappy(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app, State.CLOSED)
        with app.app_context(), unit_of_work():
            ticket = db.session.scalars(select(Ticket).filter_by(number=number)).one()
            handling.remark(ticket, "又出来了", kind=RemarkKind.REWORK_WISH, by=CITIZEN, at=now())
        assert number in person.get("/operator/tickets?list=unhappy").text
        person.step(number, "reopen", note="情况属实")
        assert number not in person.get("/operator/tickets?list=unhappy").text
        assert staff.state_of(app, number) == "classified"

    @pytest.mark.parametrize("query", ["?list=nonsense", "?page=0", "?page=x", "?page=99999999999", "?page=-1"])
    @pytest.mark.backend("sqlite")
    def test_a_mistyped_address_shows_a_list(self, app: Flask, query: str) -> None:
        assert staff.operator(app).get(f"/operator/tickets{query}").status_code == 200


class TestSearch:
    def look(self, person: AtCounter, typed: str, *, follow: bool = True) -> Any:
        path = "/operator/tickets/search"
        return person.post(path, {"q": typed}, page="/operator/tickets", follow=follow)

    def test_two_chinese_characters_are_found_and_marked(self, app: Flask) -> None:
        person = staff.operator(app)
        number = studied(app, title="夜间很暗", text="门口路灯坏了，晚上看不见路")
        other = studied(app)
        page = self.look(person, "路灯").text
        assert number in page
        assert other not in page
        assert '<mark class="how-found">路灯</mark>' in page

    def test_a_service_number_opens_its_file_however_it_is_written(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app)
        for typed in (number, f" {number[:8]} {number[8:]} ", f"{number[:4]}-{number[4:]}"):
            page = self.look(person, typed)
            assert page.request.path == f"/operator/tickets/{number}"

    def test_a_wrong_check_digit_is_told_apart_from_an_unknown_number(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app)
        slip = number[:-1] + str((int(number[-1]) + 1) % 10)
        wrong = self.look(person, slip)
        assert wrong.status_code == 422
        assert "抄错或颠倒" in wrong.text
        unknown = self.look(person, "202603020000991"[:15])
        assert unknown.status_code in (404, 422)

    def test_a_phone_number_finds_the_citizen_and_stands_in_no_address(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app)
        made(app, citizen_phone="13900000000")
        answer = self.look(person, f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", follow=False)
        assert answer.status_code == 200
        assert re.findall(r"/operator/tickets/(\d{15})\"", answer.text) == [number]

    @pytest.mark.parametrize("typed", ['"', "' OR 1", "路灯 AND", "路灯*", "(", "NEAR/2", "\\", "%", ":*", "路" * 99])
    def test_signs_that_databases_know_do_no_harm(self, app: Flask, typed: str) -> None:
        studied(app)
        assert self.look(staff.operator(app), typed).status_code in (200, 422)

    @pytest.mark.parametrize("words", ["陈秀英 {}", "电话{}", "{}，路灯", "caller: +86 {}"])
    @pytest.mark.backend("sqlite")  # the query is the one above
    def test_a_phone_number_among_words_stands_in_no_address_either(self, app: Flask, words: str) -> None:
        person, number = staff.operator(app), made(app)
        answer = self.look(person, words.format(PHONE), follow=False)
        assert (answer.status_code, answer.location) == (200, None)
        assert re.findall(r"/operator/tickets/(\d{15})\"", answer.text) == [number]

    def test_names_and_phones_are_not_in_the_index(self, app: Flask) -> None:
        person, number = staff.operator(app), studied(app)
        assert number not in person.get("/operator/tickets?q=陈秀英").text
        assert number not in person.get(f"/operator/tickets?q={PHONE}").text

    def test_nothing_typed_is_told(self, app: Flask) -> None:
        assert self.look(staff.operator(app), "  ").status_code == 422


class TestTaking:
    def test_two_operators_are_never_given_the_same(self, app: Flask) -> None:
        calm, late = studied(app), made(app, State.CLASSIFIED)
        with app.app_context(), unit_of_work():
            db.session.scalars(select(Ticket).filter_by(number=late)).one().due_at = now() - DAY
        one, other = staff.operator(app), staff.operator(app)
        assert late in one.post("/operator/take-next", {}, page="/operator/tickets", follow=True).text
        assert calm in other.post("/operator/take-next", {}, page="/operator/tickets", follow=True).text
        assert "没有待领取" in one.post("/operator/take-next", {}, page="/operator/tickets", follow=True).text
        assert one.get("/operator/tickets").text.count("已领取</span>") == 2

    def test_what_is_put_back_waits_for_a_colleague(self, app: Flask) -> None:
        number, person = made(app, State.CLASSIFIED), staff.operator(app)
        assert "/put-back" not in person.get(f"/operator/tickets/{number}").text
        person.post("/operator/take-next", {}, page="/operator/tickets", follow=True)
        assert "/put-back" in person.get(f"/operator/tickets/{number}").text
        person.step(number, "put-back")
        assert number in person.post("/operator/take-next", {}, page="/operator/tickets", follow=True).text

    def test_the_next_is_taken_by_key(self, app: Flask) -> None:
        page = staff.operator(app).get("/operator/tickets").text
        assert re.search(r'<button class="button" accesskey="n" aria-describedby="take-hint">领取下一件', page)
