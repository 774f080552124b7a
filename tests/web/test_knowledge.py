"""The knowledge base: proposed by a department, decided by a supervisor, offered while an operator types, cited."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.clock import now
from hotline.db import db
from hotline.domain.city import city_time
from hotline.models import Answer, Article, Citation, JournalEntry
from tests.web import staff
from tests.web.staff import AtCounter, Counted, the_only_ticket
from tests.web.visitor import Visitor, words

ARTICLE = {
    "title": "居住证怎样办理",
    "question": "外地来本市居住，怎样申领居住证?",
    "answer": "带身份证和居住证明到派出所办理，15日内发放，不收费。",
    "basis": "《居住证暂行条例》（国务院令第663号）",
    "keywords": "居住证 暂住证",
    "public": "1",
}
CALL = "我是外地人，想办居住证，要带什么材料?"
HOUSING = {
    "title": "物业服务差怎样投诉",
    "question": "小区物业不作为找谁?",
    "answer": "向区房管部门投诉。",
    "basis": "《物业管理条例》",
    "keywords": "物业",
}


def day(days: int) -> str:
    return f"{city_time(now() + timedelta(days=days)):%Y-%m-%d}"


def proposed(person: AtCounter, **changes: str) -> Any:
    page = person.post("/department/knowledge/new", {**ARTICLE, **changes})
    assert page.status_code == 200, words(page.text)
    return page


def decided(person: AtCounter, version: int, decision: str = "grant", note: str = "") -> Any:
    path = "/supervisor/knowledge"
    return person.post(f"{path}/{version}/decide", {"decision": decision, "note": note}, page=path)


def standing(app: Flask, **changes: str) -> None:
    """Let an article of the police stand."""
    proposed(staff.officer(app, "police"), **changes)
    with app.app_context():
        newest = max(db.session.scalars(select(Article.id)))
    assert decided(staff.supervisor(app), newest).status_code == 200


def panel(person: AtCounter, text: str = CALL) -> str:
    return str(person.send("/operator/proposals", {"text": text, "csrf_token": person.token()}).text)


class TestProposing:
    def test_an_article_is_offered_only_when_a_supervisor_took_it(self, app: Flask) -> None:
        officer, operator, supervisor = staff.officer(app, "police"), staff.operator(app), staff.supervisor(app)
        assert "待审核" in proposed(officer).text
        assert ARTICLE["title"] not in panel(operator)
        assert ARTICLE["answer"] in words(supervisor.get("/supervisor/knowledge").text)
        decided(supervisor, 1)
        assert ARTICLE["title"] in panel(operator)
        assert ARTICLE["title"] not in panel(operator, "路灯坏了没人修")
        assert ARTICLE["title"] in operator.get("/operator/knowledge?q=居住").text
        form = {"decision": "grant", "csrf_token": supervisor.token()}
        late = supervisor.send("/supervisor/knowledge/1/decide", {**form, "note": "收费标准要写明"})
        assert (late.status_code, "收费标准要写明" in late.text) == (409, True)

    def test_a_refusal_needs_a_reason_that_the_department_reads(self, app: Flask) -> None:
        officer, supervisor = staff.officer(app, "police"), staff.supervisor(app)
        proposed(officer)
        assert decided(supervisor, 1, "refuse").status_code == 422
        refused = decided(supervisor, 1, "maybe", "收费标准要写明")
        assert (refused.status_code, "收费标准要写明</textarea>" in refused.text) == (422, True)
        decided(supervisor, 1, "refuse", "请写明收费标准")
        assert "请写明收费标准" in officer.get("/department/knowledge").text
        assert ARTICLE["title"] not in panel(staff.operator(app))

    def test_a_change_stands_only_when_taken_and_the_old_version_stays_readable(self, app: Flask) -> None:
        standing(app)
        officer, operator = staff.officer(app, "police"), staff.operator(app)
        change = {**ARTICLE, "answer": "改为当场发放。"}
        officer.post("/department/knowledge/1", change)
        assert ARTICLE["answer"] in panel(operator)
        assert officer.post("/department/knowledge/1", change).status_code == 409
        decided(staff.supervisor(app), 2)
        assert "改为当场发放" in panel(operator)
        page = operator.get("/operator/knowledge/1").text
        assert ARTICLE["answer"] in page
        assert "第 2 版" in page

    def test_only_the_owner_changes_an_article(self, app: Flask) -> None:
        standing(app)
        other = staff.officer(app, "housing")
        assert other.get("/department/knowledge/1").status_code == 404
        assert other.send("/department/knowledge/1", {**ARTICLE, "csrf_token": other.token()}).status_code == 404
        assert staff.operator(app).get("/supervisor/knowledge").status_code == 403

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"title": ""}, "请填写标题"),
            ({"basis": ""}, "请填写依据"),
            ({"valid_from": "2026-05-01", "valid_until": "2026-04-01"}, "失效日期不能早于生效日期"),
            ({"valid_until": "明天"}, "日期不正确"),
            ({"answer": "请打李警官手机13871234567"}, "疑似个人信息"),
        ],
    )
    @pytest.mark.backend("sqlite")  # refused before any database is asked
    def test_a_wrong_article_is_refused_and_kept(self, app: Flask, wrong: dict[str, str], sentence: str) -> None:
        page = staff.officer(app, "police").post("/department/knowledge/new", {**ARTICLE, **wrong})
        assert page.status_code == 422
        assert sentence in page.text
        assert ARTICLE["question"] in page.text


class TestValidity:
    def test_what_is_out_of_date_is_flagged_and_never_offered(self, app: Flask) -> None:
        standing(app, valid_until=day(-1))
        officer, operator = staff.officer(app, "police"), staff.operator(app)
        assert ARTICLE["title"] not in panel(operator)
        assert "已过期" in operator.get("/operator/knowledge").text
        assert "需要更新的 1 条" in officer.get("/department/knowledge").text
        assert "已过期" in staff.supervisor(app).get("/supervisor/knowledge").text
        assert ARTICLE["title"] not in Visitor(app).get("/knowledge").text
        assert Visitor(app).get("/knowledge/1").status_code == 404
        form = {"text": CALL, "channel": "phone", "then": "settle", "answer": "好", "article": "1"}
        page = operator.post("/operator", form)
        assert page.status_code == 422
        assert "已经失效" in page.text

    def test_an_article_begins_on_its_first_day(self, app: Flask) -> None:
        standing(app, valid_from=day(1))
        assert ARTICLE["title"] not in panel(staff.operator(app))

    def test_one_that_ends_within_a_month_is_to_be_renewed_but_still_offered(self, app: Flask) -> None:
        standing(app, valid_until=day(20))
        assert "需要更新的 1 条" in staff.officer(app, "police").get("/department/knowledge").text
        assert ARTICLE["title"] in panel(staff.operator(app))


class TestPublic:
    def test_everybody_reads_and_searches_public_articles_only(self, app: Flask) -> None:
        standing(app)
        standing(app, title="内部口径", public="", keywords="")
        everybody = Visitor(app)
        assert ARTICLE["title"] in everybody.get("/knowledge").text
        assert "内部口径" not in everybody.get("/knowledge").text
        assert ARTICLE["title"] in everybody.get("/knowledge?q=居住证").text
        assert "没有找到" in everybody.get("/knowledge?q=公积金").text
        assert "国务院令第663号" in everybody.get("/knowledge/1").text
        assert everybody.get("/knowledge/2").status_code == 404


class TestCiting:
    def settle(self, app: Flask) -> AtCounter:
        """Answer a call on the spot with the offered article, without JavaScript."""
        operator = staff.operator(app)
        typed = {"text": CALL, "channel": "phone", "use_article": "1"}
        page = operator.post("/operator", typed).text
        assert re.search(r'name="article" value="1"', page)
        assert ARTICLE["answer"] in page
        form = {"text": CALL, "channel": "phone", "then": "settle", "answer": ARTICLE["answer"], "article": "1"}
        assert "已受理" in operator.post("/operator", form).text
        return operator

    def test_the_ticket_keeps_article_and_version_and_the_use_is_counted(self, app: Flask) -> None:
        standing(app)
        operator = self.settle(app)
        ticket = the_only_ticket(app)
        assert ticket["state"].value == "closed"
        with app.app_context():
            cited = db.session.scalars(select(Citation)).one()
            assert (cited.article_id, cited.number) == (1, 1)
            assert db.session.scalars(select(Answer.basis)).one() == ARTICLE["basis"]
            assert db.session.get_one(Article, 1).uses == 1
            said = db.session.scalars(select(JournalEntry).filter_by(what="knowledge.cited")).one()
            assert said.facts == {"article": 1, "version": 1}
        assert "引用知识" in operator.get(f"/operator/tickets/{ticket['number']}").text

    def test_the_best_fitting_comes_first_however_many_there_are(self, app: Flask) -> None:
        standing(app)
        officer, supervisor = staff.officer(app, "housing"), staff.supervisor(app)
        for count in range(8):
            officer.post("/department/knowledge/new", {**HOUSING, "title": f"物业第{count}问"})
            decided(supervisor, count + 2)
        operator = staff.operator(app)
        found = re.findall(r'data-title="([^"]+)"', panel(operator, CALL + "另外小区的物业也说不清楚。"))
        assert found[0] == ARTICLE["title"]
        assert len(found) == 3

    def test_pages_ask_as_much_for_many_articles_as_for_few(self, app: Flask) -> None:
        standing(app)
        pages = {
            "/operator/knowledge": staff.operator(app),
            "/department/knowledge": staff.officer(app, "police"),
            "/supervisor/knowledge": staff.supervisor(app),
        }

        def counted() -> list[int]:
            found = []
            for path, person in pages.items():
                with Counted(app) as statements:
                    assert person.get(path).status_code == 200
                found.append(statements.statements)
            return found

        few = counted()
        for count in range(4):
            standing(app, title=f"第{count}条")
        assert counted() == few
