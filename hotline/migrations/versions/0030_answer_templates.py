"""Let the templates of answers have editions, too."""

from hotline.migrations.checks import allow_words

revision = "0030"
down_revision = "0029"

BOOKS = ("directory", "limits", "calendar", "supervision", "answers")


def upgrade() -> None:
    for table in ("edition", "enactment"):
        allow_words(table, "book", "book", *BOOKS)
