"""What the outbox owes and what was given up, with "send again". Knows no rule."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import Tell
from hotline.flow import resending
from hotline.queries import dead_letters, yard
from hotline.web.admin.counter import blueprint
from hotline.web.furniture.pages import refill
from hotline.web.ticket_file.files import done

TELL_WORDS = {
    Tell.ROUTE_TICKET: "自动分类",
    Tell.TELL_CITIZEN: "通知市民",
    Tell.TELL_DEPARTMENT: "通知承办单位",
    Tell.SEND_ORDER: "送达督办单",
    Tell.REMIND: "到期提醒",
    Tell.TELL_SOURCE: "回告来源系统",
}


@blueprint.get("/outbox")
def show_outbox() -> ResponseReturnValue:
    """Show what waits and since when, and what was given up and why."""
    at = now()
    return render_template(
        "admin/outbox.html",
        outbox=yard.outbox_state(at=at),
        silences=yard.silences(at=at),
        patience=yard.SILENCE,
        letters=dead_letters.list_dead_letters(),
        words=TELL_WORDS,
    )


@blueprint.post("/outbox/<int:message_id>/send-again")
@refill(lambda **_: show_outbox())
def send_again(message_id: int) -> ResponseReturnValue:
    """Ask again for an effect that was given up."""
    with unit_of_work():
        resending.send_again(message_id, at=now())
    return done("已重新放入发送队列。", ".show_outbox")
