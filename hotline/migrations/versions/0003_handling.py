"""Make who holds a ticket, until when, and what became of it."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT, words

revision = "0003"
down_revision = "0002"

PARTINTICKET = words("partinticket", "lead", "helper")
CLOCKKIND = words("clockkind", "dispatch", "sign", "return", "handle", "follow_up")
PETITIONKIND = words("petitionkind", "send_back", "extension")
RESOLUTION = words("resolution", "solved", "explained", "pending")
SATISFACTION = words("satisfaction", "very_good", "good", "fair", "bad", "very_bad")


def upgrade() -> None:
    _make_assignment()
    _make_deadline()
    _make_petition()
    _make_answer()
    _make_rating()
    _make_publication()


def _make_assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(length=60), nullable=False),
        sa.Column("part", PARTINTICKET, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_assignment_department_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_assignment_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
    )
    op.create_index("ix_assignment_department_id_ended_at", "assignment", ["department_id", "ended_at"])
    op.create_index("ix_assignment_ticket_id", "assignment", ["ticket_id"])


def _make_deadline() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("clock", CLOCKKIND, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("rule_id", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_deadline_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deadline"),
    )
    op.create_index("ix_deadline_ticket_id", "deadline", ["ticket_id"])


def _make_petition() -> None:
    op.create_table(
        "petition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(length=60), nullable=False),
        sa.Column("kind", PETITIONKIND, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("suggested_department_id", sa.String(length=60), nullable=True),
        sa.Column("asked_days", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decision_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_petition_department_id"),
        sa.ForeignKeyConstraint(
            ["suggested_department_id"], ["department.id"], name="fk_petition_suggested_department_id"
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_petition_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_petition"),
    )
    op.create_index("ix_petition_kind_decided_at", "petition", ["kind", "decided_at"])
    op.create_index("ix_petition_ticket_id", "petition", ["ticket_id"])


def _make_answer() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(length=60), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("resolution", RESOLUTION, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=80), nullable=True),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("review_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_answer_department_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_answer_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_ticket_id", "answer", ["ticket_id"])


def _make_rating() -> None:
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("satisfaction", SATISFACTION, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_rating_message_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_rating_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rating"),
        sa.UniqueConstraint("message_id", "round", name="uq_rating_message_id_round"),
    )
    op.create_index("ix_rating_ticket_id", "rating", ["ticket_id"])


def _make_publication() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("answered", sa.String(), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_publication_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sa.UniqueConstraint("ticket_id", name="uq_publication_ticket_id"),
    )
    op.create_index("ix_publication_published_at", "publication", ["published_at"])
