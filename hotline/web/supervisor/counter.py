"""The supervisor's counter: what is late, what waits for a decision, and what the public may read. Knows no rule."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.supervision import OrderKind
from hotline.domain.vocabulary import RemarkKind
from hotline.flow import handling, publishing, reviewing
from hotline.parts import parts
from hotline.queries import board, people, tickets, worklists
from hotline.queries.worklists import SUPERVISOR_LISTS, Worklist
from hotline.schemas import staff_inputs as inputs
from hotline.schemas.staff_inputs import Verdict
from hotline.web.furniture.districts import ELSEWHERE, chosen_district, district_is
from hotline.web.furniture.listing import chosen, lamp_edges, lamp_of, paging
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.supervisor.board import board_page
from hotline.web.ticket_file.files import done, file_page, form_version

blueprint = Blueprint("supervisor", __name__, url_prefix="/supervisor")


@blueprint.get("")
def show_board() -> ResponseReturnValue:
    """Show the board of the day; every figure opens the list behind it."""
    return board_page()


@blueprint.get("/tickets")
def worklist() -> ResponseReturnValue:
    """Show one of the lists behind the board's figures, of all departments or of one."""
    current = chosen("list", SUPERVISOR_LISTS) or Worklist.LATE
    edges = lamp_edges()
    departments = people.list_departments(active_only=False)
    wanted = request.args.get("department", "")
    department = next((each for each in departments if each.id == wanted), None)
    district = chosen_district()
    among = [] if district is None else [district_is(district)]
    named = department.id if department else ""
    page = worklists.page_of_worklist(current, edges, paging(), department=named, among=among)
    petitions_of = worklists.list_petitions([row.id for row in page.rows]) if current is Worklist.EXTENSIONS else {}
    return render_template(
        "supervisor/list.html",
        page=page,
        current=current,
        lists=SUPERVISOR_LISTS,
        counts=worklists.count_worklists(SUPERVISOR_LISTS, edges),
        departments=departments,
        department=department,
        district=district,
        address=_address(current, named, district),
        petitions=petitions_of,
        lamp_of=lamp_of,
    )


def _address(current: Worklist, department: str, district: str | None) -> dict[str, str]:
    """Return what stands in the address of a list and goes on to its next page."""
    place = "" if district is None else district or ELSEWHERE
    return {"list": current.value} | {
        name: value for name, value in (("department", department), ("district", place)) if value
    }


@blueprint.get("/tickets/<number>")
def show_file(number: str) -> ResponseReturnValue:
    """Show the file with what this role may decide; a draft for publication where it may be published."""
    page = file_page(number)
    ticket = page["ticket"]
    publishable = "publish" in page["may"] and ticket.may_publish and not ticket.confidential and page["file"].answers
    return render_template(
        "supervisor/file.html",
        **page,
        draft=publishing.draft(ticket) if publishable else None,
        published=board.find_publication(ticket.id) if ticket.state is State.PUBLISHED else None,
        verdicts=tuple(Verdict),
        order_kinds=tuple((kind.value, kind.label) for kind in OrderKind),
    )


@blueprint.post("/tickets/<number>/approve")
@refill(show_file)
def approve(number: str) -> ResponseReturnValue:
    """审核通过: the answer goes to the citizen."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        reviewing.approve(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已审核通过，答复将发给市民。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/reject")
@refill(show_file)
def reject(number: str) -> ResponseReturnValue:
    """退回重办: another answer is needed, and why."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        reviewing.reject(ticket, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已退回承办单位重新办理。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/publish")
@refill(show_file)
def publish(number: str) -> ResponseReturnValue:
    """公开: the reviewed text, refused while personal data is left in it."""
    text = publishing.PublicText(**parse_form(inputs.Publication))
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        publishing.publish(ticket, text, by=actor(), at=now())
    return done("已公开。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/unpublish")
@refill(show_file)
def unpublish(number: str) -> ResponseReturnValue:
    """撤下公开: the public version goes; what was public stays recorded."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        publishing.unpublish(ticket, **wish, by=actor(), at=now())
    return done("已撤下公开内容。", ".show_file", number=number)


@blueprint.post("/tickets/<number>/remark")
@refill(show_file)
def remark(number: str) -> ResponseReturnValue:
    """催办 or 备注: said to those who handle it; nothing moves."""
    wish = parse_form(inputs.Remark)
    kind = RemarkKind.URGE if wish["kind"] is RemarkKind.URGE else RemarkKind.NOTE
    with unit_of_work():
        handling.remark(tickets.get_ticket_for(number, actor()), wish["text"], kind=kind, by=actor(), at=now())
    return done(f"已记录{kind.label}。", ".show_file", number=number)
