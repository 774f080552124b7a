"""The admin sees how boards and mailboxes are read: when, how far, how many, and in plain words what went wrong."""

import dataclasses
import json

import pytest

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.mail import Place
from hotline.domain.people import CITIZEN
from hotline.flow.doors import mailing, source_turns
from hotline.parts import EXTENSION
from tests.web.staff import admin
from tests.web.visitor import words

BOX = {"id": "mail", "name": "热线邮箱", "address": "12345@city.example", "host": "imap.city.example", "every": 5}
BOARD = {
    "id": "city",
    "name": "城市留言板",
    "shape": "json",
    "next": "next",
    "url": "https://board.example/?key=secret",
}


@pytest.fixture
def named(app, tmp_path):
    """Return a function that writes down which sources the city names."""
    before = app.extensions[EXTENSION]
    settings = dataclasses.replace(before.settings, data_dir=tmp_path)
    app.extensions[EXTENSION] = dataclasses.replace(before, settings=settings)
    yield lambda told: (tmp_path / "message_boards.json").write_text(json.dumps(told), encoding="utf-8")
    app.extensions[EXTENSION] = before


def test_every_source_is_shown_with_what_came_of_it_and_its_trouble(app, named):
    named({"boards": [BOARD], "mailboxes": [BOX]})
    folder = mailing.Folder(source_id="mail", place=Place(validity=7, uid=31), by=CITIZEN)
    with app.app_context():
        with unit_of_work():
            mailing.lay_aside(folder, "群发邮件", at=now())
            source_turns.note_success("mail", at=now())
        with unit_of_work():
            source_turns.note_trouble("city", "“城市留言板”暂不接收（503）", at=now())
    page = admin(app).get("/admin/sources")
    said = words(page.text)
    for told in (
        "读到第31号邮件",
        "每5分钟",
        "未收 1 件",
        "群发邮件",
        "读取失败",
        "“城市留言板”暂不接收（503）",
        "从未读完",
    ):
        assert told in said
    assert "secret" not in page.text


def test_a_file_that_cannot_be_read_is_said_where_the_admin_looks(app, named):
    named({"boards": [{"id": "X"}]})
    assert "配置文件有误" in admin(app).get("/admin/sources").text


def test_a_city_without_such_sources_is_told_where_to_name_them(app, named):
    said = words(admin(app).get("/admin/sources").text)
    assert "没有配置要主动读取的留言板或邮箱" in said
    assert "message_boards.json" in said


def test_the_admin_asks_for_a_reading_now_and_sees_that_it_waits_and_what_came_of_it(app, named):
    named({"boards": [BOARD], "mailboxes": [BOX]})
    visitor, path = admin(app), "/admin/sources/mail/read-now"
    assert "已请定时程序读取“热线邮箱”" in words(visitor.post(path, {}, page="/admin/sources").text)
    assert "已在等待读取" in words(visitor.post(path, {}, page="/admin/sources").text)
    with app.app_context():
        assert source_turns.list_asked_for() == {"mail"}
        with unit_of_work():
            source_turns.reply("mail", "新收3件，已有1件", begun=now(), at=now())
    said = words(visitor.get("/admin/sources").text)
    assert "要求读取：新收3件，已有1件" in said
    assert "等待定时程序" not in said


def test_a_source_that_the_city_does_not_name_cannot_be_asked_for(app, named):
    named({"boards": [BOARD]})
    visitor = admin(app)
    refused = visitor.send("/admin/sources/gone/read-now", {"csrf_token": visitor.token()})
    assert refused.status_code == 404
    with app.app_context():
        assert source_turns.list_asked_for() == frozenset()
