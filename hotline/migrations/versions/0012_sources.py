"""Know the systems that hand messages in, and write down what each is told of its own messages."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.checks import allow_words
from hotline.migrations.columns import MOMENT, words

revision = "0012"
down_revision = "0011"

STATE = words(
    "state",
    *("received", "waiting", "declined", "classified", "merged", "dispatched", "handling", "answered", "approved"),
    *("closed", "published", "voided"),
)
TELLS = ("route_ticket", "tell_citizen", "tell_department", "send_order", "remind")


def upgrade() -> None:
    _make_source()
    _make_feed_event()
    for table in ("api_token", "message"):
        # Written out: in one statement neither database has to copy the table for the sake of the key.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN source_id INTEGER CONSTRAINT fk_{table}_source_id REFERENCES source (id)"
        )
    # Every token so far becomes a source of its own name, as new tokens do.
    op.execute(
        "INSERT INTO source (name, channels, pace, webhook_url, webhook_secret, feed_position, created_at) "
        "SELECT name, '', '', '', '', 0, created_at FROM api_token WHERE scope = 'messages'"
    )
    op.execute("UPDATE api_token SET source_id = (SELECT id FROM source WHERE source.name = api_token.name)")
    allow_words("outbox_message", "tell", "tell", *TELLS, "tell_source")


def _make_source() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("channels", sa.String(length=200), nullable=False),
        sa.Column("pace", sa.String(length=40), nullable=False),
        sa.Column("webhook_url", sa.String(length=500), nullable=False),
        sa.Column("webhook_secret", sa.String(length=80), nullable=False),
        sa.Column("feed_position", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("name", name="uq_source_name"),
    )


def _make_feed_event() -> None:
    op.create_table(
        "feed_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_feed_event_source_id"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_feed_event_message_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name="fk_feed_event_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_feed_event"),
        sa.UniqueConstraint("key", name="uq_feed_event_key"),
    )
    op.create_index("ix_feed_event_message_id", "feed_event", ["message_id"])
    op.create_index("uq_feed_event_position", "feed_event", ["source_id", "position"], unique=True)
    op.create_index(
        "ix_feed_event_waiting",
        "feed_event",
        ["source_id", "id"],
        postgresql_where=sa.text("position IS NULL"),
        sqlite_where=sa.text("position IS NULL"),
    )
