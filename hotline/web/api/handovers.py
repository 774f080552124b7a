"""The sub-centre's side: what was handed over to its line, and what its own system reports of it. Holds no rule."""

from http import HTTPStatus

from flask import g
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.people import Actor, Role
from hotline.errors import NotAllowed, NotFound
from hotline.flow.casework import handovers
from hotline.flow.casework.handovers import CentreReport
from hotline.parts import parts
from hotline.queries import lines
from hotline.queries.lines import Handed
from hotline.schemas import centres
from hotline.web.api.counters import answer, blueprint
from hotline.web.api.feed import number_in_address
from hotline.web.parsing import json_body, load

RECORD, TAKEN = centres.HandedRecord(), centres.TakenReport()
REPORT = centres.ReportOfCentre()


@blueprint.get("/handovers/<digits:number>")
def show_handover(number: int) -> ResponseReturnValue:
    """Show the record of a call that this centre handles, as it stands now."""
    record = lines.record_for_centre(*_handed(number))
    if record is None:
        raise NotFound("这张工单已不由贵中心办理。")
    return answer(RECORD.dump(record))


@blueprint.post("/handovers/<digits:number>/reports")
def report_handover(number: int) -> ResponseReturnValue:
    """Take in what the centre reports: 201 where it is new, 200 for a repeat; a late one is kept and moves nothing."""
    said = CentreReport(**{name: value for name, value in load(REPORT, json_body()).items() if value is not None})
    at = now()
    with unit_of_work():
        ticket, _ = _handed(number, lock=True)
        by = Actor(role=Role.DEPARTMENT, name=g.token.name, department_id=ticket.lead_department_id)
        known = lines.count_reports(ticket.id)
        kept = handovers.report(ticket, said, rules=parts().rules, by=by, at=at)
        told = TAKEN.dump(
            {
                "service_number": ticket.number,
                "sequence": said.sequence,
                "standing": said.standing,
                "late": kept is not None and kept.late,
                "status": ticket.state,
                "status_text": ticket.state.label,
            }
        )
        is_new = lines.count_reports(ticket.id) > known
    return answer(told, HTTPStatus.CREATED if is_new else HTTPStatus.OK)


def _handed(number: int, *, lock: bool = False) -> Handed:
    """Return a ticket that was handed to the calling centre's line; raises NotFound for any other."""
    if not g.token.line_id:
        raise NotAllowed("此令牌的系统没有登记为分中心，请联系热线管理员。")
    found = lines.find_handed(number_in_address(number), g.token.line_id, lock=lock)
    if found is None:
        raise NotFound("没有找到转交贵中心的、编号如此的工单。")
    return found
