"""Let an administrator ask for a board or a mailbox to be read now, and keep what came of it."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "reading_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("by_staff_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name="fk_reading_request_by_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reading_request"),
    )
    op.create_index("ix_reading_request_source_id", "reading_request", ["source_id"])
    op.create_index(
        "uq_reading_request_open",
        "reading_request",
        ["source_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
