"""Room 6, answering: the lead department answers for all. Knows nothing of HTTP."""

from dataclasses import dataclass
from datetime import datetime

from hotline.db import db
from hotline.domain.enclosures import Enclosure
from hotline.domain.lifecycle import Action
from hotline.domain.people import Actor
from hotline.domain.vocabulary import ClockKind, Resolution
from hotline.errors import BadInput, IllegalTransition
from hotline.flow import clocks
from hotline.flow.advance import advance
from hotline.flow.casework.joint import list_unfinished
from hotline.flow.casework.petitions import find_open
from hotline.flow.doors.attaching import attach
from hotline.flow.handling import require_lead
from hotline.models import Answer, Ticket


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a department says: the answer point by point, its policy basis, and whether it solved or explained."""

    text: str
    basis: str = ""
    resolution: Resolution = Resolution.EXPLAINED
    leader: str = ""  # name and post, for a final answer
    enclosures: tuple[Enclosure, ...] = ()


def answer(ticket: Ticket, reply: Reply, *, by: Actor, at: datetime) -> Answer:
    """Hand the answer in for review; the handling clock stops here.

    The lead need not wait for its helpers, but the journal keeps whose part was missing.
    """
    require_lead(ticket, by)
    if not reply.text.strip():
        raise BadInput("请填写答复内容。", field="text")
    if ticket.final_round and not reply.leader.strip():
        raise BadInput("这是最终答复，请填写责任领导的姓名和职务。", field="leader")
    if find_open(ticket) is not None:
        raise IllegalTransition("有一项退单、延期或协办申请尚未审核，请等待审核后再答复。")
    unfinished = [part.department_id for part in list_unfinished(ticket)]
    given = Answer(
        ticket_id=ticket.id,
        department_id=by.department_id,
        round=ticket.round,
        text=reply.text,
        basis=reply.basis,
        resolution=reply.resolution,
        leader=reply.leader.strip(),
        by_name=by.name,
        at=at,
    )
    facts = {"resolution": reply.resolution.value, "unfinished": unfinished, "leader": reply.leader.strip()}
    advance(ticket, Action.ANSWER, by=by, at=at, facts=facts)
    attach(given, reply.enclosures, at=at)
    db.session.add(given)
    clocks.end(ticket, ClockKind.HANDLE, ClockKind.RETURN, at=at)
    return given
