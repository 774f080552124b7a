"""Keep what the check of a file of old tickets found, so that going on with it begins at once."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("import_run", sa.Column("rows", sa.Integer(), nullable=True))
    op.add_column("import_run", sa.Column("refused", sa.Integer(), nullable=True))
