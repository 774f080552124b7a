"""Remember which mails that were taken have still to be marked or moved: a reader may be killed in between."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("mail_record", sa.Column("owed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_mail_record_owed",
        "mail_record",
        ["source_id"],
        postgresql_where=sa.text("owed"),
        sqlite_where=sa.text("owed"),
    )
