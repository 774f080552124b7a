"""Make the table of mails that were read; let a source that is read by us keep its trouble and its reader."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "mail_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=40), nullable=False),
        sa.Column("known_as", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_mail_record_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_record"),
        sa.UniqueConstraint("known_as", name="uq_mail_record_known_as"),
    )
    op.create_index("ix_mail_record_at", "mail_record", ["at"])
    op.create_index("ix_mail_record_message_id", "mail_record", ["message_id"])
    with op.batch_alter_table("board_position") as table:
        table.alter_column("read_at", existing_type=MOMENT, nullable=True)
        table.add_column(sa.Column("last_error", sa.String(length=200), nullable=False, server_default=""))
        table.add_column(sa.Column("failed_at", MOMENT, nullable=True))
        table.add_column(sa.Column("reader", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("reading_until", MOMENT, nullable=True))
