"""The demonstration city's knowledge base, told through the real rooms: proposed, approved, one out of date.

Knows no HTTP.
"""

import json
from datetime import datetime, timedelta
from importlib.resources import files

from sqlalchemy import func, select

from hotline.db import db, unit_of_work
from hotline.domain.city import city_time
from hotline.domain.knowledge import Draft
from hotline.domain.people import Actor, Role
from hotline.flow import knowledge
from hotline.models import Article, Department

FILE_NAME = "demo_knowledge.json"
SUPERVISOR = Actor(role=Role.SUPERVISOR, name="熊丽君")
LEFT_WAITING = 2  # the last ones still wait for the supervisor


def build_knowledge(*, at: datetime) -> int:
    """Fill an empty knowledge base and return how many articles it has; one in use is left alone."""
    if db.session.scalar(select(func.count(Article.id))):
        return 0
    told = json.loads(files("data").joinpath(FILE_NAME).read_text(encoding="utf-8"))["articles"]
    active = set(db.session.scalars(select(Department.id).where(Department.active)))
    known = [each for each in told if each["department"] in active]
    with unit_of_work():
        for place, each in enumerate(known):
            by = Actor(role=Role.DEPARTMENT, name="知识专员", department_id=each["department"])
            version = knowledge.propose(_draft(each, at), by=by, at=at - timedelta(days=40 - place))
            db.session.flush()
            if place < len(known) - LEFT_WAITING:
                knowledge.approve(version, by=SUPERVISOR, at=at - timedelta(days=39 - place))
    return len(known)


def _draft(told: dict[str, str | int], at: datetime) -> Draft:
    words = {name: str(told.get(name, "")) for name in ("title", "question", "answer", "basis", "keywords")}
    days = told.get("valid_until_days")
    until = f"{city_time(at + timedelta(days=int(days))):%Y-%m-%d}" if days is not None else ""
    return Draft(**words, valid_until=until, public=True)
