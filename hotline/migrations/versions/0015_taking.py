"""Let an assignment say which officer works on it."""

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import MOMENT

revision = "0015"
down_revision = "0014"

UNTAKEN = sa.text("ended_at IS NULL AND taken_at IS NULL")


def upgrade() -> None:
    op.add_column("assignment", sa.Column("taken_by", sa.String(length=80), nullable=True))
    op.add_column("assignment", sa.Column("taken_by_staff_id", sa.Integer(), nullable=True))
    op.add_column("assignment", sa.Column("taken_at", MOMENT, nullable=True))
    op.create_index(
        "ix_assignment_untaken", "assignment", ["department_id"], postgresql_where=UNTAKEN, sqlite_where=UNTAKEN
    )
