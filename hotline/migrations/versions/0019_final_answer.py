"""Let the last rework end with an answer that the responsible leader gives by name."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("ticket", sa.Column("final_round", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("answer", sa.Column("leader", sa.String(length=80), nullable=False, server_default=""))
