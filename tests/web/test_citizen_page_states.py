"""The citizen's page in every state of a ticket, and for tickets that were merged."""

import pytest
from flask import Flask

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow.same_matter import merging
from hotline.models import Department, Ticket
from tests.people import LEAD, OPERATOR
from tests.web.test_citizen_following import a_follower, a_matter
from tests.web.visitor import Visitor, words


def test_each_citizen_of_a_merged_ticket_reads_only_their_own(app: Flask) -> None:
    mine, number, code = a_matter(app, title="我的标题", text="我反映的是北门的路灯。")
    theirs, other_number, other_code = a_matter(app, title="别人的标题", text="别人反映的是南门的路灯。")
    with app.app_context(), unit_of_work():
        ticket, into = db.session.get_one(Ticket, mine), db.session.get_one(Ticket, theirs)
        merging.merge(ticket, into=into, by=OPERATOR, at=now(), note="同一小区")
    mine_page, their_page = Visitor(app), Visitor(app)
    first = mine_page.post("/follow", {"number": number, "code": code}).text
    second = their_page.post("/follow", {"number": other_number, "code": other_code}).text
    assert "我反映的" in first
    assert "别人" not in first.replace("与他人", "")
    assert "别人反映的" in second
    assert "我反映的" not in second
    assert "合并办理" in words(first)
    assert "撤回后不再办理" in first  # who was merged may leave alone
    assert "撤回后不再办理" not in second  # who leads may not end what others have reported
    mine_page.post(f"/follow/{number}/supplement", {"text": "北门又坏了一盏"}, page=f"/follow/{number}")
    assert "北门又坏了一盏" in mine_page.get(f"/follow/{number}").text
    assert "北门又坏了一盏" not in their_page.get(f"/follow/{other_number}").text


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_page(app: Flask, state: State) -> None:
    visitor, _, path = a_follower(app, state)
    page = visitor.get(path)
    assert page.status_code == 200
    assert page.request.path == path
    with app.app_context():
        lead = db.session.get_one(Department, LEAD).name
    if state is State.HANDLING:
        assert f"{lead}签收，开始办理" in words(page.text)
