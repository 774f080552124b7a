"""The departments that tickets know, kept in step with the directory. Knows no HTTP and no ticket."""

from sqlalchemy import select

from hotline.db import db
from hotline.models import Department
from routing import Directory


def keep_in_step(directory: Directory) -> int:
    """Add, rename and reorder departments as the directory says and return how many it has.

    A department that left the directory stays, inactive: old tickets still name it.
    """
    known = {department.id: department for department in db.session.scalars(select(Department))}
    for position, entry in enumerate(directory.departments):
        department = known.pop(entry.id, None)
        if department is None:
            department = Department(id=entry.id, name=entry.name)
            db.session.add(department)
        department.name, department.duty = entry.name, entry.duty
        department.position, department.active = position, True
    for left in known.values():
        left.active = False
    return len(directory.departments)
