"""Let a ticket in the dispatch queue say which operator works on it."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("ticket", sa.Column("taken_by", sa.String(length=80), nullable=True))
    op.add_column("ticket", sa.Column("taken_by_staff_id", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("taken_at", MOMENT, nullable=True))
