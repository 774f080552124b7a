"""The department's answer is checked as advice, and may begin with an approved article; nothing is stored by it."""

import re

from flask import Flask
from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.models import Answer
from tests.factories import NAME, PHONE
from tests.people import LEAD
from tests.web import staff, tickets
from tests.web.test_knowledge import ARTICLE, decided, proposed
from tests.web.visitor import words

TEXT = "建设路口的流动摊贩已清理。"


def test_the_button_shows_advice_and_keeps_what_was_typed(app: Flask) -> None:
    number = tickets.made(app, State.HANDLING)
    officer = staff.officer(app)
    page = officer.send(
        f"/department/tickets/{number}/check", {"text": TEXT, "basis": "", "csrf_token": officer.token()}
    )
    assert page.status_code == 200
    assert "还没有写依据" in page.text
    assert TEXT in page.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Answer)) == 0


def test_a_script_gets_the_advice_alone(app: Flask) -> None:
    number = tickets.made(app, State.HANDLING)
    officer = staff.officer(app)
    form = {"text": f"{TEXT}联系人陈秀英，电话13871234567。", "basis": "", "csrf_token": officer.token()}
    page = officer.send(f"/department/tickets/{number}/check", form, headers={"X-Part": "advice"})
    assert "疑似个人信息：“陈秀英”、“13871234567”" in page.text
    assert "<html" not in page.text


def test_a_confidential_citizens_name_is_not_found_out_by_trying_names(app: Flask) -> None:
    number = tickets.made(app, State.HANDLING, citizen_name="云上飞", confidential=True)
    officer = staff.officer(app)
    form = {"text": f"{TEXT}云上飞，云下飞。", "basis": "", "csrf_token": officer.token()}
    page = officer.send(f"/department/tickets/{number}/check", form, headers={"X-Part": "advice"})
    assert "疑似个人信息" not in page.text


def test_an_own_article_is_offered_and_fills_answer_and_basis(app: Flask) -> None:
    officer = staff.officer(app, LEAD)
    proposed(officer, title="占道经营怎样处理", keywords="占道经营 摊贩", answer="由街面中队每日巡查。")
    decided(staff.supervisor(app), 1)
    number = tickets.made(app, State.HANDLING)
    path = f"/department/tickets/{number}"
    assert "占道经营怎样处理" in officer.get(path).text
    page = officer.send(f"{path}/check", {"text": "", "basis": "", "use_article": "1", "csrf_token": officer.token()})
    assert "由街面中队每日巡查" in page.text
    assert ARTICLE["basis"] in page.text


def test_a_template_is_filled_from_the_ticket_after_what_was_typed_and_without_anybodys_data(app: Flask) -> None:
    number = tickets.made(app, State.HANDLING)
    officer = staff.officer(app, LEAD)
    path = f"/department/tickets/{number}"
    assert 'name="use_template" value="solved"' in officer.get(path).text
    form = {"text": TEXT, "basis": "", "use_template": "solved", "csrf_token": officer.token()}
    page = officer.send(f"{path}/check", form)
    written = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page.text)
    assert written
    assert written.group(1).strip().startswith(TEXT)
    assert "反映的问题收悉" in written.group(1)
    assert "市城管执法委现场核查" in written.group(1)
    assert not {NAME, PHONE} & set(re.findall(rf"{NAME}|{PHONE}", written.group(1)))
    assert "没有补充" in page.text
    assert "疑似个人信息" not in page.text
    assert officer.send(f"{path}/check", form | {"use_template": "nothing"}).status_code == 404


def test_an_article_never_replaces_what_was_typed(app: Flask) -> None:
    officer = staff.officer(app, LEAD)
    proposed(officer, title="占道经营怎样处理", keywords="占道经营 摊贩", answer="由街面中队每日巡查。")
    decided(staff.supervisor(app), 1)
    number = tickets.made(app, State.HANDLING)
    form = {"text": TEXT, "basis": "", "use_article": "1", "csrf_token": officer.token()}
    page = officer.send(f"/department/tickets/{number}/check", form)
    assert f"{TEXT}\r\n\r\n由街面中队" in page.text.replace("\r", "").replace("\n", "\r\n")


def test_another_department_gets_no_advice_on_a_ticket_that_is_not_its_own(app: Flask) -> None:
    number = tickets.made(app, State.HANDLING)
    other = staff.officer(app, "police")
    form = {"text": TEXT, "csrf_token": other.token()}
    assert other.send(f"/department/tickets/{number}/check", form).status_code == 404


def test_limits_and_calendar_are_shown_in_words(app: Flask) -> None:
    person = staff.admin(app)
    assert "办理时限" in words(person.get("/admin/limits").text)
    page = words(person.get("/admin/calendar").text)
    assert "今天" in page
    assert "休息" in page
