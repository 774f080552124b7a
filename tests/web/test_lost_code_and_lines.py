"""At the counters: a receipt with its picture, a lost code given out anew, a call handed to another line's centre."""

import re

from flask import Flask

from hotline.db import db
from hotline.models import Message
from tests.factories import NAME, PHONE
from tests.web import staff
from tests.web.tickets import made
from tests.web.visitor import Visitor


def code_of(app: Flask) -> str:
    with app.app_context():
        return db.session.query(Message.query_code).one()[0]


def test_the_receipts_picture_leads_to_the_question_for_number_and_code_and_holds_neither(app):
    visitor = Visitor(app)
    page = visitor.post("/write", {"text": "路灯坏了，请修一修。"}).text
    picture = re.search(r'<img src="([^"]+)"[^>]+二维码', page)
    assert picture
    drawn = visitor.get(picture.group(1))
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.data == Visitor(app).get(picture.group(1)).data  # the same for everybody
    assert code_of(app) not in drawn.text


def test_a_new_code_is_shown_once_and_opens_the_ticket_where_the_old_one_does_not(app):
    number = made(app)
    old, before = code_of(app), Visitor(app)
    assert before.post("/follow", {"number": number, "code": old}).status_code == 200
    person = staff.operator(app)
    page = person.step(number, "renew", name=NAME, phone=PHONE).text
    new = code_of(app)
    assert new != old
    assert new in page.replace(" ", "")
    assert new not in person.get(f"/operator/tickets/{number}/code").text.replace(" ", "")
    citizen = Visitor(app)
    assert citizen.post("/follow", {"number": number, "code": old}).status_code != 200
    assert citizen.post("/follow", {"number": number, "code": new}).status_code == 200
    assert before.get(f"/follow/{number}").request.path == "/follow"  # what the old one opened is closed again


def test_a_wrong_answer_gives_no_code_and_shows_nothing_that_was_left(app):
    number = made(app)
    old = code_of(app)
    page = staff.operator(app).step(number, "renew", name="李四", phone="13900000000").text
    assert "核对不符" in page
    assert PHONE not in page
    assert code_of(app) == old


def test_a_call_is_handed_over_and_what_its_centre_says_is_written_down_under_our_number(app):
    number = made(app)
    person = staff.operator(app)
    assert "转交其他热线" in person.get(f"/operator/tickets/{number}").text  # before any program has classified it, too
    assert "已转交" in person.step(number, "hand-over", line="12366").text
    assert staff.state_of(app, number) == "dispatched"
    person.step(number, "centre-report", standing="accepted", their_number="SW-88")
    assert staff.state_of(app, number) == "handling"
    assert "SW-88" in person.get(f"/operator/tickets/{number}").text
    person.step(number, "centre-report", standing="answered", text="已电话说明。")
    assert staff.state_of(app, number) == "answered"
