"""Let tickets wait during handling and be in dispute; give helpers a task, a part and a clock; keep rulings."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.checks import allow_words
from hotline.migrations.columns import MOMENT

revision = "0011"
down_revision = "0010"

STATES = (
    *("received", "waiting", "paused", "disputed", "declined", "classified", "merged", "dispatched", "handling"),
    *("answered", "approved", "closed", "published", "voided"),
)
CLOCKS = ("dispatch", "sign", "return", "handle", "follow_up", "supervise", "help", "wait", "ruling")


def upgrade() -> None:
    allow_words("ticket", "state", "state", *STATES)
    allow_words("deadline", "clock", "clockkind", *CLOCKS)
    allow_words("petition", "kind", "petitionkind", "send_back", "extension", "helper")
    op.add_column("deadline", sa.Column("unit", sa.String(length=20), nullable=False, server_default="working_days"))
    op.add_column("petition", sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("assignment", sa.Column("task", sa.String(), nullable=False, server_default=""))
    op.add_column("assignment", sa.Column("handed_in", sa.String(), nullable=False, server_default=""))
    op.add_column("assignment", sa.Column("handed_in_by", sa.String(length=80), nullable=True))
    op.add_column("assignment", sa.Column("handed_in_at", MOMENT, nullable=True))
    _make_dispute()


def _make_dispute() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("took_part", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("consulted_by", sa.String(length=80), nullable=True),
        sa.Column("consulted_at", MOMENT, nullable=True),
        sa.Column("ruled_by", sa.String(length=80), nullable=True),
        sa.Column("ruled_at", MOMENT, nullable=True),
        sa.Column("lead_department_id", sa.String(length=60), nullable=True),
        sa.Column("helper_ids", sa.JSON(), nullable=False),
        sa.Column("why_ruled", sa.String(), nullable=False),
        sa.Column("by_fallback", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_dispute_ticket_id"),
        sa.ForeignKeyConstraint(["lead_department_id"], ["department.id"], name="fk_dispute_lead_department_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dispute"),
    )
    op.create_index("ix_dispute_ticket_id", "dispute", ["ticket_id"])
