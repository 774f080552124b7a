"""Supervisors see where dispatch was corrected; the admin, who keeps the directory, sees the same."""

from flask import Flask

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow.casework import petitions
from hotline.parts import parts
from tests.factories import NAME, PHONE, a_return_wish, a_ticket, open_petition, the
from tests.people import HOUR, OFFICER, OPERATOR
from tests.web import staff
from tests.web.changed_directory import TEXT, first_of
from tests.web.visitor import words


def returned(app: Flask) -> str:
    """Let a department send a ticket back with consent; return its number."""
    with app.app_context():
        ticket_id = a_ticket(State.DISPATCHED, at=now() - HOUR)
        with unit_of_work():
            petitions.ask_to_send_back(the(ticket_id), a_return_wish(), by=OFFICER, at=now())
        with unit_of_work():
            petition = open_petition(the(ticket_id))
            petitions.grant(petition, note="同意", rules=parts().rules, by=OPERATOR, at=now())
        return the(ticket_id).number


def test_a_granted_return_and_a_proposal_not_followed_are_listed_for_both(app: Flask) -> None:
    number, desk = returned(app), staff.operator(app)
    proposed = first_of(desk)
    chosen = "culture" if proposed != "culture" else "housing"
    desk.post("/operator", {"then": "dispatch", "channel": "phone", "text": TEXT, "lead": chosen})
    names = {each.id: each.name for each in app.extensions["hotline"].directory.departments}
    for person, address in ((staff.supervisor(app), "/supervisor/learning"), (staff.admin(app), "/admin/learning")):
        page = person.get(address).text
        said = words(page)
        assert number in said
        assert "市城管执法委" in said.partition("同意退单的事项和单位")[2].partition("建议没有被采用")[0]
        assert names[chosen] in said.partition("建议没有被采用")[2]
        assert NAME not in page
        assert PHONE not in page


def test_the_corrections_leave_as_a_file_without_anybodys_data(app: Flask) -> None:
    number = returned(app)
    file = staff.supervisor(app).get("/supervisor/learning/export")
    assert file.mimetype == "text/csv"
    assert number in file.text
    assert NAME not in file.text


def test_only_supervisors_come_to_the_page(app: Flask) -> None:
    assert staff.officer(app).get("/supervisor/learning").status_code == 403
