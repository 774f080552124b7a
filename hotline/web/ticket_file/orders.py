"""What the counters' pages of supervision orders have in common: the list and one order. Knows no rule."""

from typing import Any

from flask import request

from hotline.domain.number import spoken
from hotline.domain.supervision import OrderKind, OrderStage
from hotline.parts import parts
from hotline.queries import orders
from hotline.queries.orders import OrderFilters
from hotline.web.furniture.listing import chosen, lamp_of, paging
from hotline.web.furniture.pages import day_text
from hotline.web.guards import actor
from hotline.web.ticket_file.files import refusal_on_page


def list_page(*, department: str) -> dict[str, Any]:
    """Return what the template of a list of orders needs; every filter stands in the address."""
    stage, kind = chosen("stage", OrderStage), chosen("kind", OrderKind)
    return {
        "page": orders.page_of_orders(OrderFilters(stage=stage, kind=kind, department=department), paging()),
        "counts": orders.count_by_stage(department),
        "stages": tuple(OrderStage),
        "kinds": tuple(OrderKind),
        "stage": stage,
        "kind": kind,
        "asked": {
            name: value for name, value in request.args.items() if name in ("stage", "kind", "department") and value
        },
        "lamp_of": lamp_of,
    }


def order_page(number: str, serial: int) -> dict[str, Any]:
    """Return what the template of one order needs."""
    order = orders.get_order_for(number, serial, actor())
    return {
        "order": order,
        "ticket": order.ticket,
        "spoken": spoken(order.ticket.number),
        "rule": parts().rules.supervision.in_force(order.issued_at).orders[order.kind],
        "lamp": lamp_of(order.deadline.due_at) if order.stage is OrderStage.OPEN else None,
        **refusal_on_page([("督办单", order.stage.label), ("最近的答复", _last_answer(order))]),
    }


def _last_answer(order: Any) -> str:
    if not order.answers:
        return ""
    given = order.answers[-1]
    return f"{day_text(given.at)}，{given.by_name}：{given.text}"
