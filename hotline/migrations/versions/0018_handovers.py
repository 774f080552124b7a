"""Make the table of calls that were handed over to another line's centre."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.String(length=20), nullable=False),
        sa.Column("line_name", sa.String(length=80), nullable=False),
        sa.Column("handed_at", MOMENT, nullable=False),
        sa.Column("handed_by", sa.String(length=80), nullable=False),
        sa.Column("their_number", sa.String(length=80), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_handover_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
        sa.UniqueConstraint("ticket_id", name="uq_handover_ticket_id"),
    )
