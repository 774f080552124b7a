"""Make supervision orders and reminders, and let the clock see which deadline it must look at next."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.checks import allow_null, allow_words
from hotline.migrations.columns import MOMENT, words

revision = "0010"
down_revision = "0009"

ORDERKIND = words("orderkind", "urge", "supervise", "circulate")
ORDERSTAGE = words("orderstage", "open", "answered", "closed", "lapsed")
TO_LOOK_AT = sa.text("ended_at IS NULL AND look_at IS NOT NULL")
UNTOLD = sa.text("told_at IS NULL")


def upgrade() -> None:
    allow_words("deadline", "clock", "clockkind", "dispatch", "sign", "return", "handle", "follow_up", "supervise")
    allow_words(
        "outbox_message",
        "tell",
        "tell",
        *("route_ticket", "tell_citizen", "tell_department", "send_order", "remind"),
    )
    allow_null("outbox_message", "ticket_id")
    op.add_column("deadline", sa.Column("whose", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("deadline", sa.Column("look_at", MOMENT, nullable=True))
    op.execute("UPDATE deadline SET look_at = started_at WHERE ended_at IS NULL")
    op.create_index(
        "ix_deadline_look_at",
        "deadline",
        ["look_at", "id"],
        postgresql_where=TO_LOOK_AT,
        sqlite_where=TO_LOOK_AT,
    )
    _make_supervision_order()
    _make_supervision_answer()
    _make_reminder()


def _make_supervision_order() -> None:
    op.create_table(
        "supervision_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(length=60), nullable=False),
        sa.Column("kind", ORDERKIND, nullable=False),
        sa.Column("stage", ORDERSTAGE, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=True),
        sa.Column("rules_version", sa.String(length=40), nullable=False),
        sa.Column("issued_by", sa.String(length=80), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("ended_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_supervision_order_ticket_id"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_supervision_order_department_id"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name="fk_supervision_order_deadline_id"),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_order"),
        sa.UniqueConstraint("once", name="uq_supervision_order_once"),
        sa.UniqueConstraint("ticket_id", "serial", name="uq_supervision_order_ticket_id_serial"),
    )
    op.create_index("ix_supervision_order_department_id_stage", "supervision_order", ["department_id", "stage"])
    op.create_index("ix_supervision_order_stage", "supervision_order", ["stage"])


def _make_supervision_answer() -> None:
    op.create_table(
        "supervision_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("leader", sa.String(length=80), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=80), nullable=False),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("review_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["supervision_order.id"], name="fk_supervision_answer_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_answer"),
    )
    op.create_index("ix_supervision_answer_order_id", "supervision_answer", ["order_id"])


def _make_reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(length=60), nullable=True),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("rules_version", sa.String(length=40), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name="fk_reminder_deadline_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_reminder_ticket_id"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_reminder_department_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("deadline_id", "step", name="uq_reminder_deadline_id_step"),
    )
    op.create_index("ix_reminder_ticket_id", "reminder", ["ticket_id"])
    op.create_index(
        "ix_reminder_untold", "reminder", ["department_id", "id"], postgresql_where=UNTOLD, sqlite_where=UNTOLD
    )
