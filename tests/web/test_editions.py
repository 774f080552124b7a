"""A changed directory is checked, tried on past tickets, put into force for every program, taken back by one click."""

import io
import json
import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.domain.vocabulary import Book
from hotline.editions import packaged_text
from hotline.models import Department, Edition, Enactment
from hotline.parts import parts
from tests.factories import the_first_proposal
from tests.web import staff, tickets
from tests.web.changed_directory import MOVED, TEXT, directory, first_of, handed_in, put_into_force, with_keyword
from tests.web.visitor import words


def answer_templates(text: str) -> str:
    """Return a file of answer templates with this one in it."""
    content = json.loads(packaged_text(Book.ANSWERS))
    content["versions"][0]["templates"] = [{"id": "done", "title": "办结告知", "text": text}]
    return json.dumps(content, ensure_ascii=False)


@pytest.mark.backend("sqlite")  # nothing here depends on where the rows are kept
class TestHandingIn:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (lambda c: c["matters"][0].update(lead="nowhere"), "部门“nowhere”不在departments中"),
            (lambda c: c["matters"].append(c["matters"][0]), "重复"),
            (lambda c: c["matters"][0].update(parent=c["matters"][0]["id"]), "成环"),
            (lambda c: c["matters"][0].update(keywords=[{"text": "x", "weight": 99}]), "权重应大于0"),
            (lambda c: c["departments"][0].update(colour="red"), "不认识的栏目“colour”"),
        ],
    )
    def test_a_broken_directory_is_refused_with_place_and_remedy_and_kept_in_the_form(
        self, app: Flask, change, sentence: str
    ) -> None:
        content = directory() | {"version": "坏"}
        change(content)
        person = staff.admin(app)
        page = person.post("/admin/editions/directory", {"content": json.dumps(content, ensure_ascii=False)})
        assert page.status_code == 422
        assert sentence in words(page.text)
        assert "&#34;坏&#34;" in page.text
        with app.app_context():
            assert db.session.scalar(select(func.count()).select_from(Edition)) == 0

    @pytest.mark.parametrize("text", ["", "{", "[]", "\ud83d", '{"departments": 1}'])
    def test_what_is_no_directory_is_refused(self, app: Flask, text: str) -> None:
        form = {"content": text.encode("utf-8", "replace").decode()}
        assert staff.admin(app).post("/admin/editions/directory", form).status_code == 422

    def test_a_version_stands_for_one_text_only(self, app: Flask) -> None:
        person = staff.admin(app)
        first = handed_in(person, with_keyword(MOVED, lead="culture"))
        assert handed_in(person, with_keyword(MOVED, lead="culture")) == first
        other = person.post("/admin/editions/directory", {"content": with_keyword(MOVED, lead="housing")})
        assert other.status_code == 422
        assert "版本号“试”已属于另一份目录" in other.text

    def test_a_file_is_taken_as_well_and_handed_out_as_it_came(self, app: Flask) -> None:
        person, text = staff.admin(app), '{"version": "小", "departments": [{"id": "one", "name": "甲局"}]}'
        form = {**person.hidden("/admin/editions/directory", "/admin/editions/directory")}
        form["file"] = (io.BytesIO(text.encode()), "directory.json")
        page = person.send("/admin/editions/directory", form, follow=False)
        assert page.status_code == 303
        assert person.get(f"{page.location}/text").text == text
        form["file"] = (io.BytesIO(b"\xff\xfe\x00"), "directory.json")
        assert "不是 UTF-8" in person.send("/admin/editions/directory", form).text


@pytest.mark.backend("sqlite")  # nothing here depends on where the rows are kept
class TestTrial:
    def test_one_keyword_moved_shows_exactly_the_tickets_that_move(self, app: Flask) -> None:
        moving = [tickets.made(app, State.DISPATCHED, text=TEXT, title=f"第{count}次打鸣") for count in range(2)]
        staying = tickets.made(app, State.DISPATCHED)
        person = staff.admin(app)
        page = handed_in(person, with_keyword(MOVED, lead="housing"))
        answer = person.post(f"{page}/trial", {"size": "100", "basis": "directory"}, page=page)
        said = words(answer.text)
        assert "3 件中有 2 件会改派" in said
        assert all(number in answer.text for number in moving)
        assert staying not in answer.text
        row = next(row for row in answer.text.split("<tr") if "市房管局" in row)
        assert re.search(r'data-label="增加"[^>]*>2<', row)
        assert "件已有人工派单" in said

    def test_a_tried_ticket_is_shown_masked_with_both_reasons(self, app: Flask) -> None:
        number = tickets.made(app, text=f"{TEXT}我叫陈秀英，电话13871234567。", title="打鸣")
        person = staff.admin(app)
        page = handed_in(person, with_keyword(MOVED, lead="housing"))
        shown = person.get(f"{page}/tickets/{number}").text
        assert "市房管局" in shown
        assert "13871234567" not in shown
        assert "陈秀英" not in shown

    def test_a_file_of_tickets_is_tried_and_a_broken_line_is_named(self, app: Flask) -> None:
        person = staff.admin(app)
        page = handed_in(person, with_keyword(MOVED, lead="housing"))
        rows = [{"id": "甲", "text": TEXT, "department": "市房管局"}, {"id": "乙", "text": "摊贩占道经营"}]
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        form = person.hidden(page, f"{page}/trial") | {"basis": "directory", "size": "100"}
        answer = words(person.send(f"{page}/trial", {**form, "tickets": (io.BytesIO(lines.encode()), "t.jsonl")}).text)
        assert "2 件中有 1 件会改派" in answer
        assert "0.0% → 100.0%" in answer
        broken = person.send(f"{page}/trial", {**form, "tickets": (io.BytesIO(b'{"text": 1}'), "t.jsonl")})
        assert broken.status_code == 422
        assert "第1行" in broken.text


class TestPuttingIntoForce:
    def test_every_program_follows_at_the_next_message_and_one_click_goes_back(self, app: Flask, other: Flask) -> None:
        here, there, person = staff.operator(app), staff.operator(other), staff.admin(app)
        before = first_of(there)
        assert before != "housing"
        page = handed_in(person, with_keyword(MOVED, lead="housing"))
        assert first_of(there) == before  # kept, but not in force
        put_into_force(person, page, why="区里来函")
        assert first_of(here) == first_of(there) == "housing"
        with other.app_context():
            assert the_first_proposal(other, text=TEXT, title="打鸣").directory_version == "试"
        assert "区里来函" in person.get("/admin/editions/directory").text
        assert person.send(f"{page}/enact", {"why": "再来", "csrf_token": person.token()}).status_code == 409
        person.post("/admin/editions/directory/put-back", {"why": "不合适"}, page="/admin/editions/directory")
        assert first_of(here) == first_of(there) == before
        with app.app_context():
            kept = db.session.execute(select(Enactment.why, Enactment.by_name).order_by(Enactment.id)).all()
            assert [row.why for row in kept] == ["区里来函", "不合适"]
            assert all("管理员" in row.by_name for row in kept)

    def test_what_was_learned_goes_over_to_the_new_directory(self, app: Flask, other: Flask) -> None:
        here, there = staff.operator(app), staff.operator(other)
        here.post("/operator", {"text": TEXT, "then": "dispatch", "lead": "culture", "channel": "phone"})
        assert first_of(there) == "culture"
        put_into_force(staff.admin(app), handed_in(staff.admin(app), json.dumps(directory() | {"version": "同"})))
        assert first_of(here) == first_of(there) == "culture"

    def test_departments_keep_step_with_the_directory(self, app: Flask) -> None:
        content = directory() | {"version": "新单位"}
        content["departments"].append({"id": "drones", "name": "市低空办"})
        content["departments"] = [each for each in content["departments"] if each["id"] != "culture"]
        content["matters"] = [each for each in content["matters"] if each["lead"] != "culture"]
        for matter in content["matters"]:
            matter["helpers"] = [each for each in matter.get("helpers", ()) if each != "culture"]
        person = staff.admin(app)
        put_into_force(person, handed_in(person, json.dumps(content, ensure_ascii=False)))
        with app.app_context():
            assert db.session.get_one(Department, "drones").active
            assert not db.session.get_one(Department, "culture").active
            assert parts().directory.version == "新单位"

    def test_a_reason_is_needed(self, app: Flask) -> None:
        person = staff.admin(app)
        page = handed_in(person, with_keyword(MOVED, lead="housing"))
        assert person.post(f"{page}/enact", {"why": " "}, page=page).status_code == 422

    def test_limits_change_for_what_is_dispatched_from_then_on(self, app: Flask, other: Flask) -> None:
        person = staff.admin(app)
        table = json.loads(packaged_text(Book.LIMITS))
        before = tickets.made(other, State.DISPATCHED)
        for rule in table["rules"]:
            rule["name"] = f"新{rule['name']}"
        page = handed_in(person, json.dumps(table, ensure_ascii=False), "limits")
        put_into_force(person, page)
        after = tickets.made(other, State.DISPATCHED)
        opened = staff.operator(other)
        assert "按规则“新" in opened.get(f"/operator/tickets/{after}").text
        assert "按规则“新" not in opened.get(f"/operator/tickets/{before}").text

    def test_officers_are_offered_the_templates_in_force_and_the_old_ones_stay_readable(
        self, app: Flask, other: Flask
    ) -> None:
        person, officer = staff.admin(app), staff.officer(other)
        number = tickets.made(app, State.HANDLING)
        path = f"/department/tickets/{number}"
        page = handed_in(person, answer_templates("您好，您反映的{kind}事项已经办结：【请填写：结果】。"), "answers")
        assert "办结告知" not in officer.get(path).text  # kept, but not in force
        assert "最新一版有 1 个模板" in words(person.get(page).text)
        put_into_force(person, page, why="局长会议定稿")
        assert "办结告知" in officer.get(path).text
        form = {"text": "", "basis": "", "use_template": "done", "csrf_token": officer.token()}
        filled = officer.send(f"{path}/check", form).text
        assert "反映的投诉事项" in filled or "反映的其他事项" in filled or "反映的求助事项" in filled
        newer = handed_in(person, answer_templates("您好，另一种写法：【请填写：结果】。"), "answers")
        put_into_force(person, newer)
        assert "另一种写法" in person.get("/admin/answer-templates").text
        assert "反映的〔诉求类别〕事项已经办结" in person.get(page).text
        assert "局长会议定稿" in person.get("/admin/editions/answers").text
        person.post("/admin/editions/answers/put-back", {"why": "不合适"}, page="/admin/editions/answers")
        assert "办结告知" not in officer.get(path).text

    def test_templates_that_name_a_citizen_are_refused_with_the_place_and_others_get_advice(self, app: Flask) -> None:
        person = staff.admin(app)
        wrong = person.post("/admin/editions/answers", {"content": answer_templates("{citizen_name}您好")})
        assert wrong.status_code == 422
        assert "不认识“citizen_name”" in words(wrong.text)
        assert "{citizen_name}您好" in wrong.text
        advised = words(person.get(handed_in(person, answer_templates("请联系13871234567。"), "answers")).text)
        assert "没有留出【请填写：…】" in advised
        assert "好像写有电话或地址" in advised

    def test_an_edition_of_every_book_can_be_looked_at(self, app: Flask) -> None:
        person = staff.admin(app)
        for book in Book:
            if book is not Book.DIRECTORY:  # the packaged version is not handed in again
                assert "检查通过" in person.get(handed_in(person, packaged_text(book), book.value)).text

    @pytest.mark.parametrize("book", ["limits", "calendar", "supervision", "answers"])
    def test_broken_rules_never_go_live(self, app: Flask, book: str) -> None:
        person = staff.admin(app)
        for wrong in ("{}", "[1]", "不是文件", "[" * 5000):
            assert person.post(f"/admin/editions/{book}", {"content": wrong}).status_code == 422
        assert person.get("/admin/editions/nothing").status_code == 404
