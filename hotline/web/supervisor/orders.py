"""The supervisor's pages of supervision orders: issue, read, send back, close. Hangs on the supervisor's counter."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.supervision import OrderKind
from hotline.flow import supervision
from hotline.flow.supervision import OrderWish
from hotline.parts import parts
from hotline.queries import orders, people, tickets
from hotline.schemas import staff_inputs as inputs
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.supervisor.counter import blueprint, show_file
from hotline.web.ticket_file.files import department_from, done, form_version
from hotline.web.ticket_file.orders import list_page, order_page


@blueprint.get("/orders")
def list_orders() -> ResponseReturnValue:
    """Show the orders of all departments or of one, what is due first on top."""
    departments = people.list_departments(active_only=False)
    wanted = request.args.get("department", "")
    department = next((each.id for each in departments if each.id == wanted), "")
    return render_template(
        "supervisor/orders.html", **list_page(department=department), departments=departments, department=department
    )


@blueprint.get("/tickets/<number>/orders/<int:serial>")
def show_order(number: str, serial: int) -> ResponseReturnValue:
    """Show one order with its answers and what is to be decided."""
    return render_template("supervisor/order.html", **order_page(number, serial))


@blueprint.post("/tickets/<number>/issue-order")
@refill(show_file)
def issue_order(number: str) -> ResponseReturnValue:
    """发督办单: to the lead or a helper, with what is to be done; its date comes from the table of limits."""
    wish = parse_form(inputs.SupervisionOrder)
    kind: OrderKind = wish["kind"]
    with unit_of_work():
        ticket = tickets.get_ticket_for(number, actor(), seen=form_version())
        department = department_from(wish["department"], field="department") if wish["department"] else None
        order = supervision.issue(
            ticket,
            OrderWish(kind=kind, text=wish["text"], department_id=department),
            rules=parts().rules,
            by=actor(),
            at=now(),
        )
    return done(f"已发出{kind.label}，并将通知承办单位。", ".show_order", number=number, serial=order.serial)


@blueprint.post("/tickets/<number>/orders/<int:serial>/close")
@refill(show_order)
def close_order(number: str, serial: int) -> ResponseReturnValue:
    """办结督办单: its answer is accepted, or nothing more is waited for."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        order = orders.get_order_for(number, serial, actor(), seen=form_version())
        supervision.close(order, **wish, rules=parts().rules, by=actor(), at=now())
    return done("督办单已办结。", ".show_order", number=number, serial=order.serial)


@blueprint.post("/tickets/<number>/orders/<int:serial>/send-back")
@refill(show_order)
def send_back_order(number: str, serial: int) -> ResponseReturnValue:
    """退回督办答复: another answer is needed, and why."""
    wish = parse_form(inputs.Reasoned)
    with unit_of_work():
        order = orders.get_order_for(number, serial, actor(), seen=form_version())
        supervision.send_back(order, **wish, rules=parts().rules, by=actor(), at=now())
    return done("已退回，承办单位需重新答复。", ".show_order", number=number, serial=order.serial)
