"""Take what was typed at an extension out of the reasons of dates: citizens read them, and the journal has it."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

TYPED = re.compile(r"[;；]经批准延期(\d+)个工作日（")


def upgrade() -> None:
    deadlines = sa.table("deadline", sa.column("id", sa.Integer), sa.column("reason", sa.String))
    connection = op.get_bind()
    moved = sa.select(deadlines).where(deadlines.c.reason.contains("经批准延期"))
    for row in connection.execute(moved).all():
        connection.execute(deadlines.update().where(deadlines.c.id == row.id).values(reason=_untyped(row.reason)))


def _untyped(reason: str) -> str:
    counted, *extensions = TYPED.split(reason)
    return counted + "".join(f"；经批准延期{days}个工作日" for days in extensions[::2])
