"""Keep what the queues in Redis hold where the admin's page can read it."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "queue_count",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("waiting", "running", "failed", "workers")),
        sa.PrimaryKeyConstraint("name", name="pk_queue_count"),
    )
