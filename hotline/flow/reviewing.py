"""Room 7, reviewing: approve or reject an answer, hear the citizen, close or reopen. Knows nothing of HTTP."""

from datetime import datetime

from sqlalchemy import select

from hotline.db import db
from hotline.domain.deadlines import Unit
from hotline.domain.lifecycle import DONE, Action, State
from hotline.domain.people import SYSTEM, Actor
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import ClockKind, RemarkKind, Satisfaction
from hotline.errors import BadInput, IllegalTransition
from hotline.flow import clocks
from hotline.flow.advance import advance, record
from hotline.flow.casework.assignments import end_assignments
from hotline.flow.casework.casework_clocks import casework_of
from hotline.models import Answer, Message, Rating, Remark, Ticket

UNHAPPY = tuple(grade for grade in Satisfaction if grade.unhappy)
ANSWERED_WITH = (RemarkKind.REWORK_WISH, RemarkKind.SUPPLEMENT)
UNANSWERED = "回访期限内没有收到市民的意见，自动办结；市民仍可评价，没有解决的可以要求重办。"


def approve(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str = "") -> None:
    """Let the answer go to the citizen; the follow-up clock (回访) starts. A final answer (最终答复) ends it all."""
    given = latest_answer(ticket)
    advance(ticket, Action.APPROVE, by=by, at=at, note=note)
    given.approved, given.reviewed_by, given.reviewed_at, given.review_note = True, by.name, at, note
    clocks.stop_all(ticket, at=at)
    if ticket.final_round:
        advance(ticket, Action.CLOSE, by=SYSTEM, at=at, note="已作最终答复，本件办结。")
        return
    clocks.start(ticket, (ClockKind.FOLLOW_UP,), rules=rules, at=at)


def reject(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Send an answer back for another (退回重办); the handling clock runs on from where it was due."""
    given = latest_answer(ticket)
    advance(ticket, Action.REJECT, by=by, at=at, note=note)
    given.approved, given.reviewed_by, given.reviewed_at, given.review_note = False, by.name, at, note
    _resume_handling(ticket, rules=rules, at=at)


def rate(message: Message, satisfaction: Satisfaction, *, by: Actor, at: datetime, note: str = "") -> Rating:
    """Take a citizen's rating of the present round, once; a satisfied one closes the ticket."""
    ticket = message.ticket
    if ticket.state not in DONE:
        raise IllegalTransition("答复发出之后才能评价。")
    if find_rating(message, ticket.round) is not None:
        raise IllegalTransition("您已经评价过这次答复了，感谢您的意见。")
    rating = Rating(
        ticket_id=ticket.id,
        message_id=message.id,
        round=ticket.round,
        satisfaction=satisfaction,
        note=note,
        at=at,
    )
    record(ticket, "rating", by=by, at=at, facts={"satisfaction": satisfaction.value})
    db.session.flush()  # who presses twice at once is told that the page is stale, not that a row exists
    db.session.add(rating)
    if ticket.state is State.APPROVED and not satisfaction.unhappy:
        close(ticket, by=by, at=at)
    return rating


def close(ticket: Ticket, *, by: Actor, at: datetime, note: str = "") -> None:
    """Close the matter after the follow-up."""
    advance(ticket, Action.CLOSE, by=by, at=at, note=note)
    clocks.stop_all(ticket, at=at)


def close_unanswered(ticket: Ticket, *, since: datetime, at: datetime) -> str:
    """Close a matter of whose answer nobody said anything (自动办结); return why it was left open, "" where it closed.

    Whoever is unhappy, or asked for another round since the answer, is called by a person first.
    """
    if ticket.state is not State.APPROVED:
        return "工单已不在等待回访"
    unhappy = select(Rating.id).where(
        Rating.ticket_id == ticket.id, Rating.round == ticket.round, Rating.satisfaction.in_(UNHAPPY)
    )
    asked = select(Remark.id).where(Remark.ticket_id == ticket.id, Remark.at >= since, Remark.kind.in_(ANSWERED_WITH))
    if db.session.scalar(select(unhappy.exists() | asked.exists())):
        return "市民不满意或提出了新的要求，等待回访，不自动办结"
    advance(ticket, Action.CLOSE, by=SYSTEM, at=at, note=UNANSWERED, facts={"unanswered": True})
    clocks.stop_all(ticket, at=at)
    return ""


def reopen(ticket: Ticket, *, rules: CityRules, by: Actor, at: datetime, note: str) -> None:
    """Open another round (重办): back to dispatching, under the rework limits.

    Past the reworks that the city allows, the round is the last: it asks for the responsible leader's final answer, and
    after that no other is opened.
    """
    if not note.strip():
        raise BadInput("请填写重办理由。", field="note")
    if ticket.state is State.PUBLISHED:
        raise IllegalTransition("请先撤下公开内容，再重办。")
    if ticket.final_round:
        raise IllegalTransition("承办单位负责人已作最终答复，不再重办；如有新的事实和理由，请作为新的诉求受理。")
    final = ticket.round > casework_of(ticket, rules).most_reworks
    advance(ticket, Action.REOPEN, by=by, at=at, note=note, facts={"final": final})
    ticket.round += 1
    ticket.final_round = final
    end_assignments(ticket, at=at)
    clocks.stop_all(ticket, at=at)
    clocks.start(ticket, (ClockKind.DISPATCH,), rules=rules, at=at)


def latest_answer(ticket: Ticket) -> Answer:
    """Return the newest answer of the present round; raise IllegalTransition where there is none."""
    query = select(Answer).where(Answer.ticket_id == ticket.id, Answer.round == ticket.round)
    found = db.session.scalars(query.order_by(Answer.id.desc())).first()
    if found is None:
        raise IllegalTransition("这张工单还没有答复。")
    return found


def find_rating(message: Message, round_: int) -> Rating | None:
    """Return what this citizen said of this round of the ticket that leads them now, if anything."""
    return (
        db.session.query(Rating)
        .filter_by(message_id=message.id, ticket_id=message.ticket_id, round=round_)
        .one_or_none()
    )


def _resume_handling(ticket: Ticket, *, rules: CityRules, at: datetime) -> None:
    """Let the handling clock run again to its old date, or to a rework limit where that date has passed."""
    promised = ticket.promised_at
    if promised is not None and promised > at:
        old = clocks.latest(ticket, ClockKind.HANDLE)
        rule_id, unit = (old.rule_id, Unit(old.unit)) if old else ("reject", Unit.WORKING_DAYS)
        reason = f"答复被退回，原办理期限不变。{old.reason if old else ''}"
        clocks.handle_until(ticket, promised, at=at, rule_id=rule_id, reason=reason, unit=unit)
    else:
        clocks.start(ticket, (ClockKind.HANDLE,), rules=rules, at=at)
