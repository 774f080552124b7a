"""The department's pages of supervision orders: see and answer. Hangs on the department's counter."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.flow import supervision
from hotline.flow.supervision import OrderReply
from hotline.parts import parts
from hotline.queries import orders
from hotline.schemas import staff_inputs as inputs
from hotline.web.department.counter import blueprint
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import done, form_version
from hotline.web.ticket_file.orders import list_page, order_page


@blueprint.get("/orders")
def list_orders() -> ResponseReturnValue:
    """Show the orders sent to this department, what is due first on top."""
    return render_template("department/orders.html", **list_page(department=actor().department_id or "-"))


@blueprint.get("/tickets/<number>/orders/<int:serial>")
def show_order(number: str, serial: int) -> ResponseReturnValue:
    """Show one order and the form for its answer."""
    return render_template("department/order.html", **order_page(number, serial))


@blueprint.post("/tickets/<number>/orders/<int:serial>/answer")
@refill(show_order)
def answer_order(number: str, serial: int) -> ResponseReturnValue:
    """答复督办单: with the responsible leader's name."""
    reply = OrderReply(**parse_form(inputs.OrderReply))
    with unit_of_work():
        order = orders.get_order_for(number, serial, actor(), seen=form_version())
        supervision.answer(order, reply, rules=parts().rules, by=actor(), at=now())
    return done("答复已提交，等待督办员审核。", ".show_order", number=number, serial=order.serial)
