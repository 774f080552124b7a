"""Let a sub-centre's own system report on what was handed over to it, and be told of it.

Events may stand in every state: since 0012 the table refused a step to 待裁定 or 办理待补充 of a source's message.
"""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.checks import allow_words
from hotline.migrations.columns import MOMENT

revision = "0031"
down_revision = "0030"
STATES = (
    *("received", "waiting", "paused", "disputed", "declined", "classified", "merged", "dispatched", "handling"),
    *("answered", "approved", "closed", "published", "voided"),
)


def upgrade() -> None:
    allow_words("feed_event", "state", "state", *STATES)
    op.add_column("source", sa.Column("line_id", sa.String(length=20), nullable=False, server_default=""))
    with op.batch_alter_table("feed_event") as table:
        table.add_column(sa.Column("handover_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_feed_event_handover_id", "handover", ["handover_id"], ["id"])
    op.create_table(
        "handover_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("their_number", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name="fk_handover_report_handover_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handover_report"),
    )
    op.create_index("ix_handover_report_handover_id", "handover_report", ["handover_id"])
    columns = ["handover_id", "line_id", "sequence"]
    op.create_index("uq_handover_report_sequence", "handover_report", columns, unique=True)
