"""Staff accounts: opened, closed, told by their password. Knows no session and no cookie."""

import re
import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from hotline.db import db
from hotline.domain.people import Actor, Role
from hotline.errors import BadInput, NotFound
from hotline.models import Department, Staff

WORKING_ROLES = (Role.OPERATOR, Role.DEPARTMENT, Role.SUPERVISOR, Role.ADMIN)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else when read from paper
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")

_hasher = PasswordHasher()


def add_staff(
    username: str, *, name: str, role: Role, password: str, at: datetime, department_id: str | None = None
) -> Staff:
    """Open an account; raises BadInput for a name that is taken, a weak password or a wrong department."""
    if not USERNAME.fullmatch(username):
        raise BadInput("用户名应为2至60个小写字母、数字、点、横线或下划线。", field="username")
    if not name.strip() or len(name) > 80 or not name.isprintable():
        raise BadInput("请填写姓名（不超过80字）。", field="name")
    if role not in WORKING_ROLES:
        raise BadInput("角色应为话务员、承办单位、督办员或管理员。", field="role")
    if (role is Role.DEPARTMENT) != (department_id is not None):
        raise BadInput("承办单位账号必须指明所属单位，其他账号不应指明。", field="department")
    if department_id is not None and db.session.get(Department, department_id) is None:
        raise BadInput(f"目录中没有承办单位“{department_id}”。", field="department")
    if db.session.scalar(select(Staff.id).filter_by(username=username)) is not None:
        raise BadInput(f"用户名“{username}”已被使用。", field="username")
    staff = Staff(
        username=username,
        name=name.strip(),
        role=role,
        department_id=department_id,
        password_hash=hash_password(password),
        created_at=at,
    )
    db.session.add(staff)
    return staff


def get_staff(username: str) -> Staff:
    """Return the account of this name; raises NotFound."""
    staff = db.session.scalars(select(Staff).filter_by(username=username)).one_or_none()
    if staff is None:
        raise NotFound(f"没有用户名为“{username}”的账号。")
    return staff


def list_staff() -> tuple[Staff, ...]:
    """Return every account, by user name."""
    return tuple(db.session.scalars(select(Staff).order_by(Staff.username)))


def disable(staff: Staff) -> None:
    """Close the account and end its sessions; its past steps stay in every journal."""
    staff.active = False
    staff.epoch += 1


def set_password(staff: Staff, password: str) -> None:
    """Give the account a new password and end its sessions."""
    staff.password_hash = hash_password(password)
    staff.epoch += 1


def hash_password(password: str) -> str:
    """Return the argon2id hash; raises BadInput for a password that is too short, too long or all one character."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or len(set(password)) == 1:
        raise BadInput(f"密码应为{SHORTEST_PASSWORD}至{LONGEST_PASSWORD}个字符，且不能全部相同。", field="password")
    return _hasher.hash(password)


def new_password() -> str:
    """Return a random password that can be read aloud: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))


def actor_of(staff: Staff) -> Actor:
    """Return an account as the author of steps."""
    return Actor(role=staff.role, name=staff.name, staff_id=staff.id, department_id=staff.department_id)


def fits(password: str, password_hash: str) -> bool:
    """Tell whether this is the password that was hashed."""
    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def fits_nobody(password: str) -> bool:
    """Do for an unknown name the work that a known one takes, so that the two cannot be told apart; fits never."""
    if len(password) <= LONGEST_PASSWORD:
        _hasher.hash(password)
    return False
