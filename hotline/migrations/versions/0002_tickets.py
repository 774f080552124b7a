"""Make tickets, their messages, journal and remarks."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT, words

revision = "0002"
down_revision = "0001"

STATE = words(
    "state",
    "received",
    "waiting",
    "declined",
    "classified",
    "merged",
    "dispatched",
    "handling",
    "answered",
    "approved",
    "closed",
    "published",
    "voided",
)
CHANNEL = words("channel", "phone", "website", "wechat", "app", "weibo", "message_board", "email", "letter", "visit")
KIND = words("kind", "enquiry", "help", "complaint", "report", "suggestion", "other")
URGENCY = words("urgency", "normal", "urgent", "critical")
ROLE = words("role", "citizen", "operator", "department", "supervisor", "admin", "system")
REMARKKIND = words("remarkkind", "note", "urge", "supplement", "rework_wish")


def upgrade() -> None:
    _make_ticket()
    _make_message()
    _make_journal_entry()
    _make_remark()


def _make_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("channel", CHANNEL, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("urgency", URGENCY, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("matter_id", sa.String(length=80), nullable=False),
        sa.Column("limit_class", sa.String(length=20), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("may_publish", sa.Boolean(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("lead_department_id", sa.String(length=60), nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("promised_at", MOMENT, nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["lead_department_id"], ["department.id"], name="fk_ticket_lead_department_id"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["ticket.id"], name="fk_ticket_merged_into_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint("number", name="uq_ticket_number"),
    )
    op.create_index("ix_ticket_lead_state_due", "ticket", ["lead_department_id", "state", "due_at"])
    op.create_index("ix_ticket_received_at", "ticket", ["received_at"])
    op.create_index("ix_ticket_state_due", "ticket", ["state", "due_at"])


def _make_message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("channel", CHANNEL, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("citizen_name", sa.String(length=80), nullable=False),
        sa.Column("citizen_phone", sa.String(length=40), nullable=False),
        sa.Column("citizen_email", sa.String(length=200), nullable=False),
        sa.Column("occurred", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("query_code", sa.String(length=16), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("home_ticket_id", sa.Integer(), nullable=True),
        sa.Column("request_owner", sa.String(length=80), nullable=True),
        sa.Column("request_key", sa.String(length=200), nullable=True),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["home_ticket_id"], ["ticket.id"], name="fk_message_home_ticket_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_message_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_citizen_phone", "message", ["citizen_phone"])
    op.create_index("ix_message_ticket_id", "message", ["ticket_id"])
    op.create_index("uq_message_channel_external_id", "message", ["channel", "external_id"], unique=True)
    op.create_index("uq_message_request", "message", ["request_owner", "request_key"], unique=True)


def _make_journal_entry() -> None:
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("from_state", sa.String(length=24), nullable=True),
        sa.Column("to_state", sa.String(length=24), nullable=True),
        sa.Column("by_role", ROLE, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("by_staff_id", sa.Integer(), nullable=True),
        sa.Column("by_department_id", sa.String(length=60), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_department_id"], ["department.id"], name="fk_journal_entry_by_department_id"),
        sa.ForeignKeyConstraint(["by_staff_id"], ["staff.id"], name="fk_journal_entry_by_staff_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_journal_entry_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_journal_entry"),
    )
    op.create_index("ix_journal_entry_ticket_id", "journal_entry", ["ticket_id"])


def _make_remark() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("kind", REMARKKIND, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_role", ROLE, nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_remark_message_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_remark_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_remark"),
    )
    op.create_index("ix_remark_ticket_id", "remark", ["ticket_id"])
