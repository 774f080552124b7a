"""Make the index that repeats are found by, and the table of what was proposed about them."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "repeat_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_repeat_key_message_id"),
        sa.PrimaryKeyConstraint("key", "at", "message_id", name="pk_repeat_key"),
    )
    op.create_index("ix_repeat_key_message_id", "repeat_key", ["message_id"])
    op.create_table(
        "repeat_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_repeat_proposal_ticket_id"),
        sa.ForeignKeyConstraint(["earlier_id"], ["ticket.id"], name="fk_repeat_proposal_earlier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_repeat_proposal"),
    )
    op.create_index("uq_repeat_proposal_pair", "repeat_proposal", ["ticket_id", "earlier_id"], unique=True)
    op.create_index("ix_repeat_proposal_decision_probability", "repeat_proposal", ["decision", "probability"])
