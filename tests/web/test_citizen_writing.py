"""Writing to the hotline on the website: taken once, refused with a sentence, and nothing typed is ever lost."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from hotline.clock import now
from hotline.db import db
from hotline.domain.city import city_time
from hotline.models import JournalEntry, Message, OutboxMessage, Ticket
from tests.web.visitor import Visitor, words

GOOD = {
    "text": "小区门口的路灯坏了一个星期，晚上看不清路，希望尽快修好。",
    "title": "路灯不亮",
    "place": "建设路18号",
    "district": "江岸区",
    "citizen_name": "陈秀英",
    "citizen_phone": "138 7123 4567",
    "kind": "help",
    "may_publish": "1",
}


def counted(app: Flask) -> tuple[int, int, int, int]:
    with app.app_context():
        return tuple(db.session.query(each).count() for each in (Ticket, Message, JournalEntry, OutboxMessage))


def test_a_message_is_taken_and_its_receipt_shows_number_and_code(app: Flask) -> None:
    page = Visitor(app).post("/write", GOOD)
    with app.app_context():
        message = db.session.query(Message).one()
        number, code = message.ticket.number, message.query_code
        assert (message.citizen_phone, message.title, message.place) == ("13871234567", "路灯不亮", "建设路18号")
        assert message.ticket.may_publish
    text = words(page.text).replace(" ", "")
    assert page.status_code == 200
    assert number in text
    assert code in text
    assert "接下来会怎样" in text


def test_the_first_page_has_three_doors(app: Flask) -> None:
    page = Visitor(app).get("/").text
    for path in ("/write", "/follow", "/answers"):
        assert f'class="door{" first" if path == "/write" else ""}" href="{path}"' in page


def test_a_form_posted_twice_is_one_ticket_and_both_answers_are_its_receipt(app: Flask) -> None:
    visitor = Visitor(app)
    form = {**visitor.hidden("/write", "/write"), **GOOD}
    first, second = visitor.send("/write", form), visitor.send("/write", form)
    assert counted(app) == (1, 1, 1, 1)
    assert words(first.text) == words(second.text)


def test_a_changed_form_from_the_same_page_is_another_matter(app: Flask) -> None:
    visitor = Visitor(app)
    form = {**visitor.hidden("/write", "/write"), **GOOD}
    visitor.send("/write", form)
    visitor.send("/write", form | {"text": "另外，垃圾桶也坏了。"})
    assert counted(app)[0] == 2


TOMORROW = (city_time(now()) + timedelta(days=2)).date().isoformat()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "请填写诉求内容"),
        ({"text": " \u3000\n\t"}, "请填写诉求内容"),
        ({"text": "\x00\x01\x02"}, "这一项不能为空"),
        ({"text": "。。。???"}, "也不能只有标点"),
        ({"text": "路灯" * 175_000}, "内容过长"),
        ({"citizen_phone": "12345"}, "电话号码“12345”不正确"),
        ({"citizen_phone": "没有电话"}, "不正确"),
        ({"citizen_email": "不是邮箱"}, "电子邮箱不正确"),
        ({"occurred_on": TOMORROW}, "发生日期不能晚于今天"),
        ({"occurred_on": "2026-13-40"}, "日期不正确"),
        ({"kind": "抱怨"}, "诉求类别不认识"),
        ({"title": "长" * 101}, "内容过长"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_the_form_stays_filled(
    app: Flask, wrong: dict[str, str], sentence: str
) -> None:
    page = Visitor(app).post("/write", GOOD | wrong)
    assert page.status_code == 422
    assert sentence in words(page.text)
    assert 'role="alert"' in page.text
    for name, value in GOOD.items():
        if name not in wrong and name not in ("kind", "may_publish"):
            assert value in page.text, f"{name} was lost"
    assert re.search(r'name="may_publish" value="1" checked', page.text)
    if len(str(*wrong.values())) < 200 and next(iter(wrong)) not in ("kind", "text"):
        assert f'value="{next(iter(wrong.values()))}"' in page.text
    assert counted(app) == (0, 0, 0, 0)


def test_every_mistake_is_named_beside_its_field_and_linked_from_the_top(app: Flask) -> None:
    page = Visitor(app).post("/write", GOOD | {"text": "", "citizen_phone": "1"}).text
    for name in ("text", "citizen_phone"):
        assert f'href="#f-{name}"' in page
        assert re.search(f'id="f-{name}"[^>]*aria-describedby="[^"]*m-{name}"[^>]*aria-invalid="true"', page)


def test_broken_utf_8_is_refused(app: Flask) -> None:
    visitor = Visitor(app)
    token = visitor.hidden("/write", "/write")["csrf_token"]
    body = f"csrf_token={token}&text=%C2%B7%B5%C6%BB%B5%C1%CB"
    page = visitor.send("/write", body, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 422
    assert "编码有误" in words(page.text)
    assert counted(app) == (0, 0, 0, 0)
    typed = visitor.post("/write", GOOD | {"text": "网址里的%E8%B7打不开"}, follow=False)
    assert typed.status_code == 303, "percent signs that somebody typed are text like any other"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("路灯坏了😢,請儘快維修。", "路灯坏了😢,請儘快維修。"),
        ("路灯\x07坏了\u202e，电线杆编号12。", "路灯坏了，电线杆编号12。"),
    ],
)
def test_emoji_and_traditional_characters_are_kept_and_control_signs_dropped(app: Flask, text: str, kept: str) -> None:
    assert Visitor(app).post("/write", GOOD | {"text": text}).status_code == 200
    with app.app_context():
        assert db.session.query(Message).one().text == kept


def test_full_width_digits_make_a_phone_and_a_date(app: Flask) -> None:
    Visitor(app).post("/write", GOOD | {"citizen_phone": "13871234567", "occurred_on": "2026年1月5日"})
    with app.app_context():
        message = db.session.query(Message).one()
        assert (message.citizen_phone, message.occurred) == ("13871234567", "2026年1月5日")


def test_more_than_the_service_takes_is_refused_without_an_error_of_ours(app: Flask) -> None:
    page = Visitor(app).post("/write", GOOD | {"text": "路" * 2_000_000})
    assert page.status_code == 413
    assert "太大" in words(page.text)
    assert counted(app) == (0, 0, 0, 0)


def test_a_form_without_its_token_is_refused_and_shows_what_was_typed(app: Flask) -> None:
    page = Visitor(app).send("/write", GOOD)
    assert page.status_code == 400
    assert GOOD["text"] in page.text
    assert "没有提交成功" in words(page.text)
    assert counted(app) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我家着火了，快来救命，门被堵住了", "119"),
        ("有人持刀砍人，快来", "110"),
        ("老人突然晕倒没有呼吸了，快来救命", "120"),
    ],
)
def test_an_emergency_is_sent_to_the_right_number_before_anything_is_taken(app: Flask, text: str, number: str) -> None:
    visitor = Visitor(app)
    page = visitor.post("/write", {"text": text})
    assert f"请立即拨打 {number}" in words(page.text)
    assert counted(app) == (0, 0, 0, 0)
    hidden = {"anyway": number}
    assert visitor.post("/write", {"text": text, **hidden}).status_code == 200
    assert counted(app)[0] == 1


def test_another_procedure_is_named_and_the_citizen_may_still_go_on(app: Flask) -> None:
    visitor = Visitor(app)
    text = "我要申请公开城中村改造的批复文件。"
    page = visitor.post("/write", GOOD | {"text": text})
    assert "依申请公开" in words(page.text)
    assert text in page.text
    assert 'name="anyway" value="依申请公开"' in page.text
    assert counted(app)[0] == 0
    visitor.post("/write", GOOD | {"text": text, "anyway": "依申请公开"})
    assert counted(app)[0] == 1


def test_confidential_wins_over_may_publish(app: Flask) -> None:
    Visitor(app).post("/write", GOOD | {"confidential": "1"})
    with app.app_context():
        ticket = db.session.query(Ticket).one()
        assert (ticket.confidential, ticket.may_publish) == (True, False)


def test_the_picture_on_the_receipt_can_be_read_on_a_dark_page(app: Flask) -> None:
    assert 'fill="#fff"' in Visitor(app).get("/follow-picture").text


def test_the_receipt_belongs_to_the_browser_that_wrote(app: Flask) -> None:
    Visitor(app).post("/write", GOOD)
    page = Visitor(app).get("/receipt")
    assert "输入提交诉求时得到的服务编号和查询码" in words(page.text)


def test_pages_weigh_little_and_bring_nothing_from_outside(app: Flask) -> None:
    visitor = Visitor(app)
    style = len(visitor.get("/static/hotline.css").data)
    assert style <= 30_000
    for path in ("/", "/write", "/follow", "/answers"):
        page = visitor.get(path)
        assert len(page.data) + style <= 100_000
        assert not re.search(r'(?:src|href)="https?:', page.text)
        assert "<script" not in page.text


def test_large_print_is_kept_in_a_cookie_and_goes_back_only_to_our_own_pages(app: Flask) -> None:
    visitor = Visitor(app)
    page = visitor.get("/print-size?to=large&back=/write")
    assert page.request.path == "/write"
    assert 'data-print="large"' in page.text
    assert 'data-print="large"' not in visitor.get("/print-size?to=normal&back=/").text
    for away in ("https://example.org/", "//example.org", "/\\example.org", "/%0d%0aX: 1"):
        answered = visitor.client.get(f"/print-size?to=large&back={away}")
        assert answered.location.startswith("/")
        assert "example.org" not in answered.location
