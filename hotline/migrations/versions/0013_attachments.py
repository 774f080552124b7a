"""Keep files that come with messages and answers."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_digest", sa.String(length=64), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_attachment_message_id"),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name="fk_attachment_answer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    for column in ("message_id", "answer_id", "digest", "thumbnail_digest"):
        op.create_index(f"ix_attachment_{column}", "attachment", [column])
