"""Index the moments that place a case in a period, and the journal's days for the board."""

from alembic import op

revision = "0006"
down_revision = "0005"

INDEXES = (
    ("assignment", ("since",)),
    ("deadline", ("clock", "due_at")),
    ("answer", ("reviewed_at",)),
    ("journal_entry", ("at",)),
)


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
