"""Sheets for paper: a ticket (工单) or an order (督办单) as it is handed over, nothing else on it. Knows no rule."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hotline.domain.people import Role
from hotline.web.guards import actor
from hotline.web.ticket_file.files import file_page
from hotline.web.ticket_file.orders import order_page

blueprint = Blueprint("sheets", __name__, url_prefix="/sheets")

COUNTERS = {Role.OPERATOR: "operator", Role.DEPARTMENT: "department", Role.SUPERVISOR: "supervisor"}


@blueprint.get("/<number>")
def ticket_sheet(number: str) -> ResponseReturnValue:
    """Show one ticket as a sheet; who the citizen is stands there only for its lead, and never against their wish."""
    page, person = file_page(number), actor()
    ticket = page["ticket"]
    leads = person.role is Role.DEPARTMENT and ticket.lead_department_id == person.department_id
    contact = "open" if leads and not ticket.confidential else "masked" if person.role is not Role.DEPARTMENT else ""
    counter = f"{COUNTERS[person.role]}.show_file"
    return render_template("sheets/ticket.html", **page, contact=contact, counter=counter, printed_by=person.name)


@blueprint.get("/<number>/orders/<int:serial>")
def order_sheet(number: str, serial: int) -> ResponseReturnValue:
    """Show one supervision order with its answers as a sheet; never who the citizen is."""
    person = actor()
    return render_template("sheets/order.html", **order_page(number, serial), printed_by=person.name, role=person.role)
