"""Let a reminder say why it came late or was passed over, and a clock since when it runs here."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("reminder", sa.Column("skipped", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("reminder", sa.Column("because", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("deadline", sa.Column("running_since", MOMENT, nullable=True))
