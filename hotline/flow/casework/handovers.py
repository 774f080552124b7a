"""Beside dispatching: a call goes to another line's centre with its record, and is followed here under our number.

Source: 设分中心 with call transfer, 国办发〔2020〕53号. The line's department leads the ticket; what its centre says,
by its own system or written down by an operator, moves the ticket as if its officer had done it. Knows nothing of HTTP.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select

from hotline.db import db
from hotline.domain.lifecycle import HELD, State
from hotline.domain.lines import Line, Standing
from hotline.domain.people import Actor, Role
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import Resolution, ReturnReason
from hotline.errors import BadInput, IdempotencyConflict, IllegalTransition, NotFound
from hotline.flow import answering, dispatching, handling
from hotline.flow.advance import record
from hotline.flow.casework import petitions, waiting
from hotline.models import Handover, HandoverReport, Ticket
from hotline.queries import lines

OVER = (Standing.ANSWERED, Standing.CLOSED, Standing.RETURNED)  # what comes after is only said of another turn
CAME_MEANWHILE = "分中心已报告办理结果，不再等待补充。"


@dataclass(frozen=True, kw_only=True)
class CentreReport:
    """What a centre says. ``text`` is its answer, or why it gives the ticket back, or how it is getting on.

    ``sequence`` grows with every report on a ticket; None where an operator writes the report down.
    """

    standing: Standing
    their_number: str = ""
    text: str = ""
    basis: str = ""
    leader: str = ""
    resolution: Resolution = Resolution.EXPLAINED
    reason: ReturnReason = ReturnReason.NOT_OUR_DUTY
    sequence: int | None = None

    @property
    def digest(self) -> str:
        """Return what makes another report under the same sequence recognisable."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def hand_over(ticket: Ticket, line: Line, *, rules: CityRules, by: Actor, at: datetime, note: str = "") -> Handover:
    """Send the ticket with its record to the line's centre; its department leads from now on."""
    if not line.takes_calls:
        raise BadInput(f"{line.number}已整体并入12345，请直接派单。", field="line")
    dispatching.dispatch(ticket, to=line.department, rules=rules, by=by, at=at, note=note)
    found = find_handover(ticket) or Handover(ticket_id=ticket.id)
    found.line_id, found.line_name, found.standing = line.id, line.name, Standing.HANDED.value
    found.handed_at, found.handed_by, found.their_number, found.reported_at = at, by.name, "", None
    db.session.add(found)
    db.session.flush()  # the centre hears of it by the entry that follows
    record(ticket, "handed_over", by=by, at=at, note=note, facts={"line": line.id, "name": line.name})
    return found


def report(ticket: Ticket, said: CentreReport, *, rules: CityRules, by: Actor, at: datetime) -> HandoverReport | None:
    """Take in what the other centre says, and keep it; an answer goes to review here, a return to our dispatchers.

    A repeat changes nothing: under a known sequence the first report is returned, what an operator writes down twice is
    None. A report that a newer one has overtaken is kept as late and moves nothing. Raises NotFound where the ticket
    was handed to no centre, IllegalTransition where it has left it, IdempotencyConflict for other words under a known
    sequence.
    """
    handover = find_handover(ticket)
    if handover is None:
        raise NotFound("这张工单没有转交分中心。")
    if said.standing is Standing.HANDED:
        raise BadInput("请选择分中心的办理情况。", field="standing")
    earlier = _find_report(handover, said.sequence)
    if earlier is not None:
        if earlier.digest != said.digest:
            raise IdempotencyConflict("这个 sequence 已用于另一条内容不同的报告。")
        return earlier
    if not lines.is_with_centre(ticket, handover):
        raise IllegalTransition("这张工单已不由分中心办理，不再接收办理情况。")
    if said.sequence is not None and said.sequence < _newest_sequence(handover):
        return _keep(handover, said, late=True, by=by, at=at)
    known = _standing_now(ticket, handover)
    if said.sequence is None and said.standing is known and _says_nothing_new(said, handover):
        return None
    if list(Standing).index(said.standing) < list(Standing).index(known):
        raise IllegalTransition(f"分中心此前已报告“{known.label}”，不能再报告“{said.standing.label}”。")
    return _take_in(ticket, handover, said, rules=rules, by=by, at=at)


def find_handover(ticket: Ticket) -> Handover | None:
    """Return where the ticket was handed to, if anywhere."""
    return db.session.scalars(select(Handover).filter_by(ticket_id=ticket.id)).one_or_none()


def _take_in(
    ticket: Ticket, handover: Handover, said: CentreReport, *, rules: CityRules, by: Actor, at: datetime
) -> HandoverReport:
    handover.standing, handover.reported_at = said.standing.value, at
    kept = _keep(handover, said, late=False, by=by, at=at)
    facts = {"standing": said.standing.value, "line": handover.line_id}
    record(ticket, "handover.report", by=by, at=at, facts=facts)
    _move(ticket, handover, said, rules=rules, at=at)
    return kept


def _keep(handover: Handover, said: CentreReport, *, late: bool, by: Actor, at: datetime) -> HandoverReport:
    if not (late and handover.their_number):
        handover.their_number = said.their_number or handover.their_number
    kept = HandoverReport(
        handover_id=handover.id,
        line_id=handover.line_id,
        sequence=said.sequence,
        standing=said.standing.value,
        their_number=said.their_number,
        text=said.text,
        by_name=by.name,
        at=at,
        late=late,
        digest=said.digest,
    )
    db.session.add(kept)
    return kept


def _standing_now(ticket: Ticket, handover: Handover) -> Standing:
    """Return where the matter stands there; being handled again where an answer or a return was refused here."""
    standing = Standing(handover.standing)
    again = standing in OVER and ticket.state in HELD and petitions.find_open(ticket) is None
    return Standing.HANDED if again else standing


def _says_nothing_new(said: CentreReport, handover: Handover) -> bool:
    return said.their_number in ("", handover.their_number) and not said.text.strip()


def _find_report(handover: Handover, sequence: int | None) -> HandoverReport | None:
    if sequence is None:
        return None
    named = {"handover_id": handover.id, "line_id": handover.line_id, "sequence": sequence}
    return db.session.scalars(select(HandoverReport).filter_by(**named)).one_or_none()


def _newest_sequence(handover: Handover) -> int:
    query = select(func.max(HandoverReport.sequence)).filter_by(handover_id=handover.id, line_id=handover.line_id)
    return db.session.scalar(query) or 0


def _move(ticket: Ticket, handover: Handover, said: CentreReport, *, rules: CityRules, at: datetime) -> None:
    """Let the ticket keep step with the report, as the line's department."""
    centre = Actor(role=Role.DEPARTMENT, name=handover.line_name, department_id=ticket.lead_department_id)
    if said.standing is Standing.RETURNED:
        wish = petitions.ReturnWish(reason=said.reason, text=said.text, basis=said.basis)
        petitions.ask_to_send_back(ticket, wish, by=centre, at=at)
        return
    if ticket.state is State.DISPATCHED:
        handling.sign(ticket, by=centre, at=at)
    if said.standing is Standing.ANSWERED or (said.standing is Standing.CLOSED and ticket.state in HELD):
        _answer(ticket, said, rules=rules, by=centre, at=at)


def _answer(ticket: Ticket, said: CentreReport, *, rules: CityRules, by: Actor, at: datetime) -> None:
    if not said.text.strip():
        raise BadInput("请填写分中心的答复内容。", field="text")
    if ticket.state is State.PAUSED:
        waiting.resume(ticket, rules=rules, by=by, at=at, note=CAME_MEANWHILE)
    reply = answering.Reply(text=said.text, basis=said.basis, resolution=said.resolution, leader=said.leader)
    answering.answer(ticket, reply, by=by, at=at)
