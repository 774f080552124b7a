"""The citizen follows one matter: number and code open it, the session remembers it, four forms act on it.

Number and code are sent by POST and never stand in an address together. Holds no rule.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.number import spoken
from hotline.domain.people import CITIZEN
from hotline.domain.reminders import Act
from hotline.domain.vocabulary import RemarkKind, Satisfaction
from hotline.errors import StaleForm, WrongCode
from hotline.flow import handling, intake, reviewing
from hotline.parts import parts
from hotline.queries import citizen
from hotline.queries.citizen import CitizenView, OwnMessage
from hotline.schemas import inputs
from hotline.web.attachments import uploaded
from hotline.web.codes import open_with_code, recall_followed, remember
from hotline.web.furniture.pages import day_text, refill
from hotline.web.parsing import parse_form

blueprint = Blueprint("following", __name__, url_prefix="/follow")

GRADES = tuple((grade.value, grade.label) for grade in Satisfaction)
THE_ANSWER = attrgetter("answer_id")  # what a rating and a wish for rework are about
TYPED = (
    ("text", "补充的情况"),
    ("satisfaction", "评价"),
    ("rating_note", "评价说明"),
    ("wish", "重办的理由"),
    ("reason", "撤回的原因"),
)


@blueprint.get("")
def ask() -> ResponseReturnValue:
    """Ask for number and code."""
    return render_template("citizen/follow.html")


@blueprint.post("")
@refill(ask)
def unlock() -> ResponseReturnValue:
    """Open one matter for this session."""
    wanted = parse_form(inputs.Follow)
    message = open_with_code(wanted["number"], wanted["code"])
    remember(message, as_="followed")
    session.pop("receipt", None)
    return redirect(url_for(".show", number=citizen.number_of(message)), 303)


@blueprint.post("/leave")
def leave() -> ResponseReturnValue:
    """Forget the matter: the next person at this computer sees nothing of it."""
    session.pop("followed", None)
    session.pop("receipt", None)
    flash("已结束查询。")
    return redirect(url_for(".ask"), 303)


@blueprint.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """Show the matter that this session opened; any other number leads to the question for number and code."""
    try:
        view = citizen.view_of(recall_followed(number))
    except WrongCode:
        if request.method != "GET":
            raise
        return redirect(url_for(".ask"))
    steps = parts().rules.supervision.in_force(now()).steps
    return render_template(
        "citizen/ticket.html",
        view=view,
        spoken=spoken(view.number),
        grades=GRADES,
        stale=_stale(view),
        closes_by_itself=any(step.act is Act.CLOSE for step in steps),
    )


@blueprint.post("/<number>/supplement")
@refill(show)
def supply(number: str) -> ResponseReturnValue:
    """Add something; the same words twice are one supplement."""
    said, files = parse_form(inputs.Supplement), uploaded()

    def act(message: OwnMessage) -> None:
        intake.supply(
            message.ticket,
            said["text"],
            rules=parts().rules,
            by=CITIZEN,
            at=now(),
            message=message,
            enclosures=files,
        )

    return _act(number, said, act, "已收到您补充的情况。", earlier=_said_before(RemarkKind.SUPPLEMENT, said["text"]))


@blueprint.post("/<number>/rating")
@refill(show)
def rate(number: str) -> ResponseReturnValue:
    """Take the citizen's grade of the answer."""
    said = parse_form(inputs.NewRating)
    grade, note = said["satisfaction"], said.get("rating_note", "")

    def act(message: OwnMessage) -> None:
        reviewing.rate(message, grade, by=CITIZEN, at=now(), note=note)

    def earlier(message: OwnMessage) -> bool:
        rating = reviewing.find_rating(message, message.ticket.round)
        return rating is not None and rating.satisfaction is grade

    return _act(number, said, act, "感谢您的评价。", earlier=earlier, seen=THE_ANSWER)


@blueprint.post("/<number>/rework-wish")
@refill(show)
def ask_for_rework(number: str) -> ResponseReturnValue:
    """Hand in the wish that the matter be taken up again; an operator decides."""
    said = parse_form(inputs.ReworkWish)

    def act(message: OwnMessage) -> None:
        kind = RemarkKind.REWORK_WISH
        handling.remark(message.ticket, said["wish"], kind=kind, by=CITIZEN, at=now(), message_id=message.id)

    earlier = _said_before(RemarkKind.REWORK_WISH, said["wish"])
    words = "已收到您的重办要求，热线会核实并与您联系。"
    return _act(number, said, act, words, earlier=earlier, seen=THE_ANSWER)


@blueprint.post("/<number>/withdrawal")
@refill(show)
def withdraw(number: str) -> ResponseReturnValue:
    """End the matter at the citizen's wish."""
    said = parse_form(inputs.Withdrawal)

    def act(message: OwnMessage) -> None:
        intake.withdraw(citizen.own_ticket(message), by=CITIZEN, at=now(), note=said.get("reason", ""))

    return _act(number, said, act, "已撤回，不再办理。", earlier=lambda message: message.ticket.state is State.VOIDED)


def _act(
    number: str,
    said: dict[str, Any],
    act: Callable[[OwnMessage], None],
    words: str,
    *,
    earlier: Callable[[OwnMessage], bool],
    seen: Callable[[CitizenView], int] = attrgetter("told"),
) -> ResponseReturnValue:
    """Let a room act on the followed matter, unless it did so already (posted twice) or the page is stale."""
    with unit_of_work():
        message = recall_followed(number)
        if not earlier(message):
            if seen(citizen.view_of(message)) != said["version"]:
                raise StaleForm()
            act(message)
    flash(words)
    return redirect(url_for(".show", number=number), 303)


def _said_before(kind: RemarkKind, text: str) -> Callable[[OwnMessage], bool]:
    return lambda message: citizen.find_remark(message, kind, text) is not None


def _stale(view: CitizenView) -> dict[str, list[tuple[str, str]]] | None:
    """Return what is now beside what was typed, where the form was refused because the matter had moved on."""
    if not isinstance(g.get("refusal"), StaleForm):
        return None
    there = [("状态", view.status_text), ("承办单位", view.department or ""), ("承诺日期", day_text(view.promised_at))]
    there.append(("最近一步", view.timeline[0].title if view.timeline else ""))
    yours = [(label, _in_words(request.form.get(name, ""))) for name, label in TYPED]
    return {
        "there": [pair for pair in there if pair[1] not in ("", "—")],
        "yours": [pair for pair in yours if pair[1].strip()] or [("操作", "撤回")],
    }


def _in_words(value: str) -> str:
    return next((grade.label for grade in Satisfaction if grade.value == value), value)
