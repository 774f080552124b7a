"""Questions about staff, departments and tokens. Writes nothing."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hotline.db import db
from hotline.models import ApiToken, Department, Staff


@dataclass(frozen=True)
class DepartmentRow:
    """A department as a list to choose from shows it."""

    id: str
    name: str
    duty: str
    email: str
    active: bool


def list_departments(*, active_only: bool = True) -> tuple[DepartmentRow, ...]:
    """Return the departments in the directory's order."""
    query = select(Department.id, Department.name, Department.duty, Department.email, Department.active)
    if active_only:
        query = query.where(Department.active)
    return tuple(DepartmentRow(*row) for row in db.session.execute(query.order_by(Department.position, Department.id)))


def find_department_id(typed: str) -> str | None:
    """Return the id of the active department that somebody named by its id or by its name; None where there is none."""
    wanted = (Department.id == typed) | (Department.name == typed)
    return db.session.scalar(select(Department.id).where(wanted, Department.active))


def list_staff() -> tuple[Staff, ...]:
    """Return every account with its department, open ones first."""
    query = select(Staff).options(joinedload(Staff.department))
    return tuple(db.session.scalars(query.order_by(Staff.active.desc(), Staff.role, Staff.username)))


def count_staff_by_department() -> dict[str, int]:
    """Return how many open accounts each department has."""
    query = select(Staff.department_id, func.count()).where(Staff.active, Staff.department_id.is_not(None))
    return {str(row[0]): int(row[1]) for row in db.session.execute(query.group_by(Staff.department_id))}


def list_tokens() -> tuple[ApiToken, ...]:
    """Return every token's row, valid ones first; the secrets are not kept anywhere."""
    query = select(ApiToken).order_by(ApiToken.revoked_at.is_not(None), ApiToken.created_at.desc())
    return tuple(db.session.scalars(query))
