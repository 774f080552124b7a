"""Make the table of how far each message board was read."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "board_position",
        sa.Column("board_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.String(length=1000), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("modified", sa.String(length=80), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("board_id", name="pk_board_position"),
    )
