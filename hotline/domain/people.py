"""Who acts: roles and the actor of a step. Knows no account, no session and no password."""

from dataclasses import dataclass

from hotline.domain.vocabulary import Labelled


class Role(Labelled):
    """What a person is to the service."""

    CITIZEN = "citizen", "市民"
    OPERATOR = "operator", "话务员"
    DEPARTMENT = "department", "承办单位"
    SUPERVISOR = "supervisor", "督办员"
    ADMIN = "admin", "管理员"
    SYSTEM = "system", "系统"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The author of a step, as the journal keeps it: a role, a name that may be shown to staff, a department."""

    role: Role
    name: str
    staff_id: int | None = None
    department_id: str | None = None


SYSTEM = Actor(role=Role.SYSTEM, name="系统")
CITIZEN = Actor(role=Role.CITIZEN, name="市民")
