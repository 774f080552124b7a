"""Give the dispatch queue an index in its own order; keep the full-text indexes' lists of unsorted entries short."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

QUEUED = sa.text("state IN ('received', 'classified')")
FULL_TEXT = ("ticket_search", "publication_search", "article_search")
# PostgreSQL gathers new entries in a list that every search reads from end to end: 4 MB of it unless told otherwise.
LONGEST_LIST_KB = 64


def upgrade() -> None:
    op.create_index("ix_ticket_to_dispatch", "ticket", ["due_at", "id"], sqlite_where=QUEUED, postgresql_where=QUEUED)
    if op.get_bind().dialect.name == "postgresql":
        for index in FULL_TEXT:
            op.execute(f"ALTER INDEX ix_{index}_terms SET (gin_pending_list_limit = {LONGEST_LIST_KB})")
            op.execute(f"SELECT gin_clean_pending_list('ix_{index}_terms')")
