"""Published answers: found by Chinese words, page by page, without anybody's data, and gone when taken down."""

from flask import Flask

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow import publishing
from hotline.models import Ticket
from tests import factories
from tests.people import SUPERVISOR
from tests.web.visitor import Visitor, words


def publish(app: Flask, **changes: object) -> int:
    with app.app_context():
        return factories.a_ticket(State.PUBLISHED, **changes)


def test_published_answers_are_found_by_words_and_the_words_are_marked(app: Flask) -> None:
    publish(app, title="小区门口路灯不亮", text="建设路上的路灯坏了三盏，晚上很黑。")
    publish(app, title="噪声扰民", text="夜里十一点还在施工。")
    page = Visitor(app).get("/answers?q=路灯")
    text = words(page.text)
    assert "找到 1 条" in text
    assert "<mark>路灯</mark>" in page.text
    assert "噪声" not in text.replace("例如：路灯、公积金、噪声", "")


def test_words_from_the_answer_and_traditional_characters_find_it_too(app: Flask) -> None:
    publish(app, title="小区门口路灯不亮", text="建设路上的路灯坏了三盏。")
    for typed in ("摊贩引导至夜市", "路燈", "建设路 路灯"):
        assert "找到 1 条" in words(Visitor(app).get(f"/answers?q={typed}").text)


def test_a_search_that_finds_nothing_says_so(app: Flask) -> None:
    publish(app)
    for typed in ("直升机", "%", "!!!", "'; DROP TABLE ticket; --", "\x00", "\\", '"', "路" * 5_000):
        page = Visitor(app).client.get("/answers", query_string={"q": typed})
        assert page.status_code == 200
        if typed.strip("\x00"):
            assert "没有找到" in words(page.text)


def test_only_what_was_published_is_shown_and_no_personal_data(app: Flask) -> None:
    with app.app_context():
        factories.a_ticket(State.APPROVED, title="未公开的事")
    publish(app, title="公开的事", text=f"我叫{factories.NAME}，电话{factories.PHONE}，路灯坏了。")
    visitor = Visitor(app)
    assert "未公开的事" not in visitor.get("/answers").text
    page = visitor.get("/answers/1")
    assert "公开的事" in words(page.text)
    for hidden in (factories.NAME, factories.PHONE):
        assert hidden not in page.text


def test_a_page_that_was_taken_down_is_gone(app: Flask) -> None:
    ticket_id = publish(app)
    visitor = Visitor(app)
    assert visitor.get("/answers/1").status_code == 200
    with app.app_context(), unit_of_work():
        publishing.unpublish(db.session.get_one(Ticket, ticket_id), by=SUPERVISOR, at=now(), note="需核实")
    gone = visitor.get("/answers/1")
    assert gone.status_code == 404
    assert "可能已经撤下" in words(gone.text)
    assert "还没有公开的答复" in words(visitor.get("/answers").text)
    for path in ("/answers/999", "/answers/99999999999999999999", "/answers/abc"):
        assert visitor.get(path).status_code == 404


def test_long_lists_are_turned_page_by_page(app: Flask) -> None:
    for each in range(26):
        publish(app, title=f"第{each}件事")
    visitor = Visitor(app)
    first, second = visitor.get("/answers").text, visitor.get("/answers?page=2").text
    assert "第 1 页，共 2 页（26 条）" in words(first)
    assert ("第25件事" in first, "第0件事" in second) == (True, True)
    for page in ("0", "-1", "x", "９", "99999999999"):
        assert visitor.get(f"/answers?page={page}").status_code == 200
