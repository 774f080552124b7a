"""Make what must still be done, what the study proposed and what it was taught."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT, words

revision = "0004"
down_revision = "0003"

TELL = words("tell", "route_ticket", "tell_citizen", "tell_department")


def upgrade() -> None:
    _make_outbox_message()
    _make_proposal()
    _make_lesson()


def _make_outbox_message() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tell", TELL, nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("dead_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_outbox_message_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox_message"),
    )
    op.create_index(
        "ix_outbox_message_open",
        "outbox_message",
        ["next_try_at", "id"],
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index("ix_outbox_message_ticket_id", "outbox_message", ["ticket_id"])


def _make_proposal() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.Column("directory_version", sa.String(length=60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_proposal_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    op.create_index("ix_proposal_ticket_id", "proposal", ["ticket_id"])


def _make_lesson() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(length=60), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_lesson_department_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_lesson_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lesson"),
    )
    op.create_index("ix_lesson_ticket_id", "lesson", ["ticket_id"])
