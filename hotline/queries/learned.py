"""What the study was taught, how well its proposals did, and which versions there are. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import defer, joinedload

from hotline.db import db
from hotline.errors import NotFound
from hotline.models import Department, LearnedTurn, LearnedVersion, Lesson, Proposal, Ticket

JUDGED = 500
SHOWN = 30


@dataclass(frozen=True)
class Taught:
    """One lesson as people read it: which ticket, to which department it did or did not belong, what was proposed."""

    number: str
    title: str
    department: str
    weight: int
    at: datetime
    proposed: str


def newest_turn_id() -> int:
    """Return the id of the latest choice of a version; 0 where nobody ever chose."""
    return db.session.scalar(select(func.max(LearnedTurn.id))) or 0


def find_turn() -> LearnedTurn | None:
    """Return the latest choice of a version; None where every lesson counts."""
    return db.session.get(LearnedTurn, newest_turn_id())


def get_version(version_id: int) -> LearnedVersion:
    """Return a version; raises NotFound where there is none."""
    found = db.session.get(LearnedVersion, min(version_id, 2**31 - 1))
    if found is None:
        raise NotFound(f"没有学习版本 {version_id}。")
    return found


def list_versions() -> tuple[LearnedVersion, ...]:
    """Return the versions without their states, the newest first."""
    query = select(LearnedVersion).options(defer(LearnedVersion.state)).order_by(LearnedVersion.id.desc())
    return tuple(db.session.scalars(query.limit(100)))


def list_turns() -> tuple[LearnedTurn, ...]:
    """Return who chose which version, the newest first."""
    query = select(LearnedTurn).options(joinedload(LearnedTurn.version).defer(LearnedVersion.state))
    return tuple(db.session.scalars(query.order_by(LearnedTurn.id.desc()).limit(100)))


def count_lessons() -> tuple[int, int]:
    """Return how many lessons were taught and how many of them were returns."""
    query = select(func.count(), func.count().filter(Lesson.weight < 0))
    taught, returns = db.session.execute(query.select_from(Lesson)).one()
    return int(taught), int(returns)


def dispatches_with_proposals(most: int) -> Subquery:
    """Return the question for the latest dispatches, each with the proposal that was made before anybody decided."""
    return (
        select(Lesson.id, Lesson.ticket_id, Lesson.department_id, func.min(Proposal.id).label("proposal_id"))
        .join(Proposal, Proposal.ticket_id == Lesson.ticket_id)
        .where(Lesson.weight > 0)
        .group_by(Lesson.id, Lesson.ticket_id, Lesson.department_id)
        .order_by(Lesson.id.desc())
        .limit(most)
        .subquery()
    )


def judge_proposals() -> tuple[int, int]:
    """Return how many of the latest dispatches had a proposal before them, and how many went where it said.

    Each proposal was made before anybody decided, so nothing is measured on what it was taught with.
    """
    latest = dispatches_with_proposals(JUDGED)
    query = select(latest.c.department_id, Proposal.decision).join(Proposal, Proposal.id == latest.c.proposal_id)
    pairs = [(department, _first(decision)) for department, decision in db.session.execute(query)]
    return len(pairs), sum(department == proposed["id"] for department, proposed in pairs)


def list_taught() -> tuple[Taught, ...]:
    """Return the latest lessons with what was proposed for their tickets, the newest first."""
    query = (
        select(Lesson, Ticket.number, Ticket.title, Department.name)
        .join(Ticket, Lesson.ticket_id == Ticket.id)
        .join(Department, Lesson.department_id == Department.id)
        .order_by(Lesson.id.desc())
        .limit(SHOWN)
    )
    rows = db.session.execute(query).all()
    ids = [lesson.ticket_id for lesson, *_ in rows]
    asked = (
        select(Proposal.ticket_id, Proposal.decision).where(Proposal.ticket_id.in_(ids)).order_by(Proposal.id.desc())
    )
    proposed = {ticket_id: _first(decision)["name"] for ticket_id, decision in db.session.execute(asked)}
    return tuple(
        Taught(number, title, name, lesson.weight, lesson.at, proposed.get(lesson.ticket_id, ""))
        for lesson, number, title, name in rows
    )


def _first(decision: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    first = next(iter(decision.get("candidates") or ()), None)
    return {"id": first["department_id"], "name": first["department"]} if first else {"id": "", "name": ""}
