"""Beside classification: what repeats what.

A message goes into the index; what it may repeat is proposed to a person; what the city's rule calls obvious is merged
by it. Knows nothing of HTTP.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite

from hotline.db import db
from hotline.domain.lifecycle import FINISHED, OPEN, State
from hotline.domain.people import SYSTEM, Actor
from hotline.domain.repeat_rules import MergeRule, RepeatRules, in_force
from hotline.errors import IllegalTransition, NotFound
from hotline.flow.advance import record
from hotline.flow.same_matter import merging
from hotline.models import Message, RepeatKey, RepeatProposal, Ticket
from hotline.queries.repeats import Alike, Sender, key_of, list_alike, matter_of
from hotline.queries.tickets import leading_of

_INSERT: dict[str, Callable[..., Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
LOOKED_AT = (*OPEN, State.WAITING)


def index_messages(ticket: Ticket) -> None:
    """Put the ticket's messages where later ones find them; doing it again changes nothing."""
    ids = [message.id for message in ticket.messages]
    known = set(db.session.scalars(select(RepeatKey.message_id).where(RepeatKey.message_id.in_(ids))))
    for message in ticket.messages:
        if message.id not in known:
            keys = sorted({key_of(piece) for piece in matter_of(message).keys})
            db.session.add_all(RepeatKey(key=key, at=message.received_at, message_id=message.id) for key in keys)
    db.session.flush()


def look(ticket: Ticket, *, versions: Sequence[RepeatRules], at: datetime) -> None:
    """Index a new ticket, propose what it may repeat, and merge it where the city's rule says so.

    Whoever looks for several tickets at once must have committed their index before the first look: of two that
    arrive together each then finds the other, and a proposal that both make is kept once.
    """
    index_messages(ticket)
    if ticket.state not in LOOKED_AT or not ticket.messages:
        return
    rules = in_force(tuple(versions), at)
    message = ticket.messages[0]
    sender = Sender(phone=message.citizen_phone, email=message.citizen_email)
    window = timedelta(days=rules.window_days)
    alike = list_alike(matter_of(message), at=at, window=window, sender=sender, but=(ticket.id,))
    if _merge_by_rule(ticket, message, alike, rules=rules, at=at):
        return
    probable = [each for each in alike if each.likeness.probability >= rules.propose_from]
    for each in probable[: rules.most]:
        _propose(ticket, each, at=at)


def decide(proposal: RepeatProposal, decision: str, *, by: Actor, at: datetime) -> None:
    """Write down what a person decided: "merged", "linked" or "different"; raises IllegalTransition the second time."""
    if proposal.decided_at is not None:
        raise IllegalTransition("这项重复建议已经处理过了。")
    proposal.decision, proposal.decided_by, proposal.decided_at = decision, by.name, at
    if decision == "different":
        record(proposal.ticket, "not_a_repeat", by=by, at=at, facts={"of": proposal.earlier.number})


def keep_apart(ticket: Ticket, other: Ticket, *, by: Actor, at: datetime) -> None:
    """Write down that a person took two merged tickets apart, so that they are not proposed to each other again."""
    if _known(ticket.id, other.id):
        return
    newer, older = max(ticket.id, other.id), min(ticket.id, other.id)
    sides = {"ticket_id": newer, "earlier_id": older, "probability": 0.0, "reasons": [], "differences": []}
    db.session.add(RepeatProposal(**sides, made_at=at, decision="different", decided_by=by.name, decided_at=at))


def decide_link(ticket: Ticket, earlier: Ticket, *, by: Actor, at: datetime) -> None:
    """Write down that the ticket was linked to the earlier one, where that had been proposed."""
    query = select(RepeatProposal).filter_by(ticket_id=ticket.id, earlier_id=earlier.id, decision="")
    for proposal in db.session.scalars(query):
        decide(proposal, "linked", by=by, at=at)


def get_proposal(proposal_id: int) -> RepeatProposal:
    """Return a proposal; raises NotFound."""
    found = db.session.get(RepeatProposal, proposal_id, with_for_update=True)
    if found is None:
        raise NotFound("没有找到这项重复建议。")
    return found


def merge_as_proposed(proposal: RepeatProposal, *, by: Actor, at: datetime) -> Ticket:
    """Merge the newer ticket into the one that lives for the earlier; return that one."""
    into = leading_of(proposal.earlier)
    note = "同一事项：" + "；".join(str(each) for each in proposal.reasons)
    merging.merge(proposal.ticket, into=into, by=by, at=at, note=note)
    decide(proposal, "merged", by=by, at=at)
    return into


def _merge_by_rule(
    ticket: Ticket, message: Message, alike: Sequence[Alike], *, rules: RepeatRules, at: datetime
) -> bool:
    for rule in rules.merge_by_rule:
        for each in alike:
            if each.row.id < ticket.id and each.row.state not in FINISHED and _fits(rule, message, each, at):
                into = db.session.get_one(Ticket, each.row.id)
                merging.merge(ticket, into=into, by=SYSTEM, at=at, note=f"{rule.name}，按规则并单", rule=rule.id)
                return True
    return False


def _fits(rule: MergeRule, message: Message, alike: Alike, at: datetime) -> bool:
    earlier = db.session.get_one(Message, alike.message_id)
    values = {"phone": ("citizen_phone",), "email": ("citizen_email",)}
    columns = [column for name in rule.same for column in values[name]]
    same = any(getattr(message, column) and getattr(message, column) == getattr(earlier, column) for column in columns)
    recent = earlier.received_at >= at - timedelta(days=rule.within_days)
    if not (same and recent and _figures_in(message) == _figures_in(earlier)):
        return False
    return alike.likeness.words_alike >= rule.words_alike and not alike.likeness.says_more


def _figures_in(message: Message) -> list[str]:
    """Return the figures of a text: 3号楼 and 4号楼 are two matters however alike the words are."""
    return re.findall(r"\d+", unicodedata.normalize("NFKC", f"{message.title}\n{message.place}\n{message.text}"))


def _propose(ticket: Ticket, alike: Alike, *, at: datetime) -> None:
    if _known(ticket.id, alike.row.id):
        return
    insert = _INSERT[db.engine.dialect.name]
    proposal = {
        "ticket_id": max(ticket.id, alike.row.id),
        "earlier_id": min(ticket.id, alike.row.id),
        "probability": round(alike.likeness.probability, 4),
        "reasons": list(alike.likeness.reasons),
        "differences": list(alike.likeness.differences),
        "made_at": at,
        "decision": "",
        "decided_by": "",
    }
    db.session.execute(insert(RepeatProposal).values(proposal).on_conflict_do_nothing())


def _known(one: int, other: int) -> bool:
    pair = or_(
        (RepeatProposal.ticket_id == one) & (RepeatProposal.earlier_id == other),
        (RepeatProposal.ticket_id == other) & (RepeatProposal.earlier_id == one),
    )
    return db.session.scalar(select(RepeatProposal.id).where(pair)) is not None
