"""The steps that an operator takes on a ticket's file."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.models import Proposal, Ticket
from tests.factories import PHONE
from tests.people import LEAD, OTHER
from tests.web import staff
from tests.web.tickets import made, sent_back, studied
from tests.web.visitor import words


class TestFile:
    def test_who_the_citizen_is_stays_masked_until_a_reason_is_given(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app)
        path = f"/operator/tickets/{number}"
        masked = person.get(path).text
        assert PHONE not in masked
        assert "138****4567" in masked
        opened = person.step(number, "reveal", note="核实地址")
        assert PHONE in opened.text
        assert PHONE not in person.get(path).text  # once
        assert ("reveal", "话务员1号", "核实地址") in staff.journal_of(app, number)

    def test_without_a_reason_nothing_is_shown(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app)
        refused = person.step(number, "reveal", note=" ")
        assert refused.status_code == 422
        assert PHONE not in refused.text

    def test_evidence_is_marked_and_clocks_give_their_reason(self, app: Flask) -> None:
        page = staff.operator(app).get(f"/operator/tickets/{studied(app)}").text
        assert re.search(r'<mark class="how-exact"[^>]*>占道经营</mark>', page)
        assert "派单时限" in page
        assert "按规则" in page

    def test_an_unknown_and_a_mistyped_number_are_told_apart(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app)
        slip = number[:-1] + str((int(number[-1]) + 1) % 10)
        assert person.get(f"/operator/tickets/{slip}").status_code == 422
        assert person.get("/operator/tickets/abc").status_code == 422

    def test_every_state_has_a_page(self, app: Flask) -> None:
        person = staff.operator(app)
        for state in State:
            page = person.get(f"/operator/tickets/{made(app, state)}")
            assert page.status_code == 200, state
            assert state.label in page.text

    def test_a_ticket_that_waits_for_the_study_can_be_dispatched_at_once(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app, State.RECEIVED)
        person.step(number, "dispatch", lead="市房管局", helpers=["traffic_police"])
        assert staff.the_only_ticket(app)["lead_department_id"] == "housing"
        with app.app_context():
            assert db.session.scalars(select(Proposal)).one()

    def test_the_matter_of_the_chosen_department_is_kept(self, app: Flask) -> None:
        person, number = staff.operator(app), studied(app)
        person.step(number, "dispatch", lead=LEAD)
        with app.app_context():
            assert db.session.scalars(select(Ticket.matter_id)).one()


SIMPLE = [
    ("ask", State.CLASSIFIED, {"note": "请补充具体门牌"}, "waiting"),
    ("supply", State.WAITING, {"text": "在三号楼"}, "received"),
    ("decline", State.CLASSIFIED, {"note": "请向法院起诉"}, "declined"),
    ("settle", State.CLASSIFIED, {"text": "已告知办理时间", "basis": "办事指南"}, "closed"),
    ("classify", State.CLASSIFIED, {"kind": "enquiry", "urgency": "urgent"}, "classified"),
    ("close", State.APPROVED, {"note": "市民满意"}, "closed"),
    ("reopen", State.CLOSED, {"note": "仍未解决"}, "classified"),
    ("withdraw", State.HANDLING, {"note": "市民说不用了"}, "voided"),
    ("split", State.MERGED, {"note": "不是同一事项"}, "received"),
]


class TestSteps:
    @pytest.mark.parametrize(("step", "state", "form", "ends"), SIMPLE)
    def test_a_step_leads_where_the_table_says(
        self, app: Flask, step: str, state: State, form: dict[str, str], ends: str
    ) -> None:
        person, number = staff.operator(app), made(app, state)
        assert person.step(number, step, **form).status_code == 200
        assert staff.state_of(app, number) == ends

    @pytest.mark.parametrize("step", ["ask", "decline", "settle", "merge", "dispatch", "remark"])
    def test_a_step_without_its_words_is_refused_and_changes_nothing(self, app: Flask, step: str) -> None:
        person, number = staff.operator(app), made(app)
        before = staff.journal_of(app, number)
        assert person.step(number, step, note="", text="", into="", lead="").status_code == 422
        assert staff.journal_of(app, number) == before

    def test_merging_and_its_undoing(self, app: Flask) -> None:
        person, leading, other = staff.operator(app), made(app), made(app)
        person.step(other, "merge", into=f"{leading[:8]} {leading[8:]}", note="同一路口")
        assert staff.state_of(app, other) == "merged"
        assert leading in person.get(f"/operator/tickets/{other}").text
        assert other in person.get(f"/operator/tickets/{leading}").text
        person.step(other, "split", note="其实是两处")
        assert staff.state_of(app, other) == "classified"

    @pytest.mark.parametrize("into", ["202603020000017", "abc", "itself"])
    def test_merging_into_nothing_or_itself_is_refused_with_the_words_kept(self, app: Flask, into: str) -> None:
        person, number = staff.operator(app), made(app)
        refused = person.step(number, "merge", into=number if into == "itself" else into, note="同一件事情吧")
        assert refused.status_code == 422
        assert "同一件事情吧" in refused.text
        assert staff.state_of(app, number) == "classified"

    def test_granting_a_return_lets_the_ticket_be_dispatched_anew(self, app: Flask) -> None:
        person, number = staff.operator(app), sent_back(app)
        page = person.get(f"/operator/tickets/{number}").text
        assert "申请退单" in page
        assert "不属于本单位职责" in page
        person.step(number, "decide", decision="grant", note="同意")
        assert staff.state_of(app, number) == "classified"
        person.step(number, "dispatch", lead=OTHER)
        assert staff.the_only_ticket(app)["lead_department_id"] == OTHER

    def test_refusing_a_return_leaves_the_ticket_where_it_was(self, app: Flask) -> None:
        person, number = staff.operator(app), sent_back(app)
        person.step(number, "decide", decision="refuse", note="职责明确")
        assert staff.state_of(app, number) == "dispatched"
        again = person.client.post(
            f"/operator/tickets/{number}/decide",
            data={"csrf_token": person.token(), "version": self.version(app, number), "decision": "grant", "note": "x"},
        )
        assert again.status_code == 409

    def test_a_decision_that_is_none_is_refused(self, app: Flask) -> None:
        person, number = staff.operator(app), sent_back(app)
        refused = person.step(number, "decide", decision="perhaps", note="审核意见在此")
        assert refused.status_code == 422
        assert "审核意见在此" in refused.text

    def test_a_stale_form_is_answered_with_both_texts_and_undoes_nothing(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app)
        path = f"/operator/tickets/{number}"
        old = person.hidden(path, f"{path}/decline")
        staff.operator(app).step(number, "dispatch", lead=LEAD)
        stale = person.send(f"{path}/decline", {**old, "note": "请向法院提起诉讼"})
        assert stale.status_code == 409
        text = words(stale.text)
        assert "工单现在的情况" in text
        assert "主办：市城管执法委" in text
        assert "您刚才填写的" in text
        assert "请向法院提起诉讼" in text
        assert staff.state_of(app, number) == "dispatched"

    def test_the_same_step_sent_twice_happens_once(self, app: Flask) -> None:
        person, number = staff.operator(app), made(app)
        path = f"/operator/tickets/{number}"
        form = {**person.hidden(path, f"{path}/dispatch"), "lead": LEAD}
        assert person.send(f"{path}/dispatch", form).status_code == 200
        assert person.send(f"{path}/dispatch", form).status_code == 409
        assert [what for what, *_ in staff.journal_of(app, number)].count("dispatch") == 1

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "１２"])
    @pytest.mark.backend("sqlite")
    def test_a_form_without_a_readable_version_is_refused(self, app: Flask, version: str) -> None:
        person, number = staff.operator(app), made(app)
        refused = person.step(number, "decline", note="请起诉", version=version)
        assert refused.status_code == 422
        assert staff.state_of(app, number) == "classified"

    def version(self, app: Flask, number: str) -> int:
        with app.app_context():
            return db.session.scalars(select(Ticket.version).filter_by(number=number)).one()
