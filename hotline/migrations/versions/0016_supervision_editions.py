"""Let the rules of supervision have editions, too."""

from hotline.migrations.checks import allow_words

revision = "0016"
down_revision = "0015"

BOOKS = ("directory", "limits", "calendar", "supervision")


def upgrade() -> None:
    for table in ("edition", "enactment"):
        allow_words(table, "book", "book", *BOOKS)
