"""Let a helper ask the lead for a later date of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("assignment", sa.Column("asked_days", sa.Integer(), nullable=True))
    op.add_column("assignment", sa.Column("asked_note", sa.String(), nullable=False, server_default=""))
