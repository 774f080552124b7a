"""Let a file wait for the scanner, and tell one that the scanner refused."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("attachment", sa.Column("clearance", sa.String(length=20), nullable=False, server_default=""))
    where = sa.text("clearance = 'held'")
    op.create_index("ix_attachment_held", "attachment", ["digest"], postgresql_where=where, sqlite_where=where)
