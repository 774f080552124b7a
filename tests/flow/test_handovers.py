"""Beside dispatching: a call goes to a sub-centre with its record and is followed under our number."""

import json
from datetime import UTC, datetime

import pytest

from hotline.db import unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.lines import MergeForm, Standing, lines_in_force, load_lines
from hotline.domain.people import SYSTEM
from hotline.errors import BadInput, ConfigurationError, IllegalTransition, NotFound
from hotline.flow import reviewing
from hotline.flow.casework import handovers
from hotline.parts import parts
from tests.factories import a_ticket, the
from tests.people import HOUR, MONDAY, OPERATOR

LINES = {line.id: line for line in load_lines()}
SOON = MONDAY + HOUR


def handed() -> int:
    ticket_id = a_ticket(State.CLASSIFIED)
    with unit_of_work():
        handovers.hand_over(the(ticket_id), LINES["12366"], rules=parts().rules, by=OPERATOR, at=SOON)
    return ticket_id


def report(ticket_id, standing, **more):
    said = handovers.CentreReport(standing=standing, **more)
    with unit_of_work():
        return handovers.report(the(ticket_id), said, rules=parts().rules, by=SYSTEM, at=SOON + HOUR)


def test_every_form_of_merging_is_in_the_table_and_only_living_lines_take_calls():
    assert {line.form for line in LINES.values()} == set(MergeForm)
    assert not any(line.takes_calls for line in LINES.values() if line.form is MergeForm.MERGED)
    assert lines_in_force(tuple(LINES.values()), datetime(2019, 1, 1, tzinfo=UTC)) == ()
    assert all(line.number in line.says for line in LINES.values())


@pytest.mark.parametrize("wrong", [{"form": "并一半"}, {"from": "昨天"}, {"id": None, "number": None, "extra": 1}])
def test_a_wrong_table_is_refused(tmp_path, wrong):
    row = {
        "id": "1",
        "number": "1",
        "name": "甲",
        "form": "双号并行",
        "department": "hr",
        "from": "2021-01-01",
        "to": None,
    }
    path = tmp_path / "lines.json"
    path.write_text(json.dumps({"lines": [row | wrong]}), encoding="utf-8")
    with pytest.raises(ConfigurationError):
        load_lines(path)


def test_a_call_is_handed_over_with_its_record_and_led_by_the_lines_department():
    ticket = the(handed())
    assert (ticket.state, ticket.lead_department_id) == (State.DISPATCHED, LINES["12366"].department)
    assert handovers.find_handover(ticket).standing == Standing.HANDED.value
    assert [each.what for each in ticket.journal if each.what == "handed_over"]
    assert ticket.promised_at is not None


def test_what_the_centre_reports_moves_our_ticket_up_to_the_review():
    ticket_id = handed()
    report(ticket_id, Standing.ACCEPTED, their_number="SW-88")
    assert the(ticket_id).state is State.HANDLING
    report(ticket_id, Standing.ACCEPTED, their_number="SW-88")  # told twice
    assert [each.what for each in the(ticket_id).journal].count("handover.report") == 1
    report(ticket_id, Standing.ANSWERED, text="已电话说明申报期限。")
    ticket = the(ticket_id)
    assert ticket.state is State.ANSWERED
    assert reviewing.latest_answer(ticket).text == "已电话说明申报期限。"
    assert handovers.find_handover(ticket).their_number == "SW-88"


def test_a_report_does_not_go_back_and_an_answer_needs_words():
    ticket_id = handed()
    report(ticket_id, Standing.HANDLING)
    with pytest.raises(IllegalTransition):
        report(ticket_id, Standing.ACCEPTED)
    with pytest.raises(BadInput):
        report(ticket_id, Standing.ANSWERED)
    assert the(ticket_id).state is State.HANDLING


def test_what_was_never_handed_over_is_not_reported_on():
    with pytest.raises(NotFound):
        report(a_ticket(State.HANDLING), Standing.ACCEPTED)


def test_nothing_is_handed_to_a_number_that_is_gone():
    ticket_id = a_ticket(State.CLASSIFIED)
    with pytest.raises(BadInput, match="整体并入"), unit_of_work():
        handovers.hand_over(the(ticket_id), LINES["12369"], rules=parts().rules, by=OPERATOR, at=SOON)
    assert the(ticket_id).state is State.CLASSIFIED
