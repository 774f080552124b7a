"""An error page gives back what was typed, in people's words, and the way to the page it was typed on."""

import pytest
from flask import Flask

from hotline.domain.lifecycle import State
from tests.web import staff
from tests.web.tickets import made
from tests.web.visitor import Visitor, words

pytestmark = pytest.mark.backend("sqlite")  # nothing here depends on where the rows are kept


def test_a_citizen_whose_form_was_too_old_reads_what_they_wrote_and_goes_back_to_the_form(app: Flask) -> None:
    page = Visitor(app).send("/write", {"text": "路灯坏了", "citizen_name": "李", "may_publish": "1"})
    assert page.status_code == 400
    assert "内容 路灯坏了" in words(page.text)
    assert "may_publish" not in page.text
    assert 'href="/write">重新打开刚才的页面' in page.text


def test_an_officer_goes_back_to_the_ticket_or_to_their_own_counter(app: Flask) -> None:
    officer, number = staff.officer(app), made(app, State.HANDLING)
    page = officer.send(f"/department/tickets/{number}/answer", {"text": "已经写好的答复", "resolution": "solved"})
    assert page.status_code == 400
    assert f'href="/department/tickets/{number}">重新打开刚才的页面' in page.text
    assert "solved" not in page.text
    assert 'href="/department">返回工作台' in officer.get("/admin").text
