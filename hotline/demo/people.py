"""Demo staff: one account per persona, passwords made at first start, kept in the data folder, never fixed."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from hotline import accounts
from hotline.db import unit_of_work
from hotline.domain.people import Role

FILE_NAME = "demo-logins.json"
PEOPLE = (
    ("operator", "陈晓岚", Role.OPERATOR, None, "/operator"),
    ("operator2", "周子昂", Role.OPERATOR, None, "/operator"),
    ("chengguan", "刘志刚", Role.DEPARTMENT, "urban_mgmt", "/department"),
    ("fangguan", "吴敏", Role.DEPARTMENT, "housing", "/department"),
    ("jiaoyu", "郑文静", Role.DEPARTMENT, "education", "/department"),
    ("shuiwu", "胡长江", Role.DEPARTMENT, "water", "/department"),
    ("jiaoguan", "罗毅", Role.DEPARTMENT, "traffic_police", "/department"),
    ("supervisor", "熊丽君", Role.SUPERVISOR, None, "/supervisor"),
    ("admin", "程立", Role.ADMIN, None, "/admin"),
)


@dataclass(frozen=True, kw_only=True)
class Login:
    """What is printed for whoever tries the demo out."""

    username: str
    password: str
    who: str
    page: str


def build_people(data_dir: Path, *, at: datetime) -> tuple[Login, ...]:
    """Open the demo accounts once and return their logins; later starts read the same logins from the data folder."""
    kept = data_dir / FILE_NAME
    if kept.exists():
        return tuple(Login(**each) for each in json.loads(kept.read_text(encoding="utf-8")))
    logins = []
    with unit_of_work():
        for username, name, role, department_id, page in PEOPLE:
            password = accounts.new_password()
            accounts.add_staff(username, name=name, role=role, password=password, department_id=department_id, at=at)
            logins.append(Login(username=username, password=password, who=f"{role.label} {name}", page=page))
        # Written before the commit: accounts nobody can open would be worse than a file without accounts.
        kept.touch(mode=0o600)
        kept.write_text(json.dumps([asdict(each) for each in logins], ensure_ascii=False, indent=1), encoding="utf-8")
    return tuple(logins)
