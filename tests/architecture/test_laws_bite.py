"""The laws bite: each is broken on purpose in a small tree, and complains about exactly that."""

from pathlib import Path

import pytest

from tests.architecture import imports, pen, places, traces
from tests.architecture.laws import LAWS
from tests.architecture.plan import Row
from tests.architecture.source import Module, modules

SOUND = {
    "hotline/__init__.py": '"""A house."""\n',
    "hotline/db.py": '"""Commits."""\n\n\ndef keep(session):\n    """Keep it."""\n    session.commit()\n',
    "hotline/clock.py": (
        '"""The clock."""\n\nfrom datetime import UTC, datetime\n\n\n'
        'def now():\n    """Return now."""\n    return datetime.now(UTC)\n'
    ),
    "hotline/flow/__init__.py": '"""Rooms."""\n',
    "hotline/flow/advance.py": (
        '"""The doorway."""\n\n\ndef advance(ticket, to):\n    """Step."""\n    ticket.state = to\n'
    ),
    "hotline/domain/__init__.py": '"""The charter."""\n',
}


@pytest.fixture
def tree(tmp_path):
    """Return a function that adds broken files to a sound small tree and gives its modules."""

    def grow(**broken: str) -> tuple[Module, ...]:
        for name, text in (SOUND | {path.replace("__", "/") + ".py": text for path, text in broken.items()}).items():
            path: Path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return modules(tmp_path)

    return grow


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_a_sound_tree_gives_no_complaint(law, tree):
    assert law(tree()) == []


DOC = '"""A module."""\n\n'
BROKEN = {
    "the charter imports a database": (
        imports.wrong_directions,
        {"hotline__domain__bad": DOC + "from hotline.db import keep\n"},
        "hotline.domain.bad:3 imports hotline.db.keep",
    ),
    "the charter imports a library": (
        imports.wrong_directions,
        {"hotline__domain__bad": DOC + "import requests\n"},
        "hotline.domain.bad:3 imports requests",
    ),
    "the study imports the house": (
        imports.wrong_directions,
        {"routing__bad": DOC + "from hotline import clock\n"},
        "routing.bad:3 imports hotline.clock",
    ),
    "an import hides in a function": (
        imports.wrong_directions,
        {"hotline__domain__bad": DOC + "def late():\n    from hotline.flow import advance\n    return advance\n"},
        "hotline.domain.bad:4 imports hotline.flow.advance",
    ),
    "an import has no whole name": (
        imports.wrong_directions,
        {"hotline__flow__bad": DOC + "from . import advance\n"},
        "write the whole name",
    ),
    "a module stands in no row": (
        imports.wrong_directions,
        {"hotline__attic": DOC + "from hotline.db import keep\n"},
        "hotline.attic:3 imports hotline.db.keep",
    ),
    "a counter speaks to Redis": (
        imports.closed_doors,
        {"hotline__web__bad": DOC + "import redis\n"},
        "hotline.web.bad:3 imports redis",
    ),
    "a room knows a counter": (
        imports.closed_doors,
        {"hotline__flow__bad": DOC + "from hotline.web import pages\n"},
        "hotline.flow.bad:3 imports hotline.web.pages",
    ),
    "a room knows Flask": (
        imports.flask_where_it_must_not_be,
        {"hotline__flow__bad": DOC + "from flask import current_app\n"},
        "this layer knows no HTTP",
    ),
    "the yard reads the request": (
        imports.flask_where_it_must_not_be,
        {"workers__bad": DOC + "from flask import request\n"},
        "only hotline.web knows the request",
    ),
    "a room calls another room": (
        imports.rooms_calling_rooms,
        {
            "hotline__flow__one": DOC + "def close(ticket):\n    advance(ticket)\n",
            "hotline__flow__two": DOC + "from hotline.flow.one import close\n",
        },
        "hotline.flow.two:3 imports hotline.flow.one.close",
    ),
    "a room commits": (
        places.commits,
        {"hotline__flow__bad": DOC + "def keep(session):\n    session.commit()\n"},
        "hotline.flow.bad:4 commits",
    ),
    "a room hands commit on": (
        places.commits,
        {"hotline__flow__bad": DOC + "def keep(session):\n    return session.commit\n"},
        "hotline.flow.bad:4 commits",
    ),
    "a room sets the state": (
        places.state_changes,
        {"hotline__flow__bad": DOC + "def skip(ticket):\n    ticket.note, ticket.state = '', 'closed'\n"},
        "hotline.flow.bad:4 sets a state",
    ),
    "a counter updates the state in bulk": (
        places.state_changes,
        {"hotline__web__bad": DOC + "def skip(query):\n    query.values(state='closed')\n"},
        "hotline.web.bad:4 sets a state",
    ),
    "a job sets the state by its name": (
        places.state_changes,
        {"workers__bad": DOC + "def skip(ticket):\n    setattr(ticket, 'state', 'closed')\n"},
        "workers.bad:4 sets a state",
    ),
    "a room asks the time": (
        places.clock_readings,
        {"hotline__flow__bad": DOC + "import datetime\n\n\ndef when():\n    return datetime.datetime.now()\n"},
        "hotline.flow.bad:7 asks for the time",
    ),
    "the study imports the time": (
        places.clock_readings,
        {"routing__bad": DOC + "from time import time\n"},
        "routing.bad:3 asks for the time",
    ),
    "a database tells the time": (
        places.clock_readings,
        {"hotline__models__bad": DOC + "from sqlalchemy import func\n\nDEFAULT = func.now()\n"},
        "hotline.models.bad:5 asks for the time",
    ),
    "a job reads the environment": (
        places.environment_readings,
        {"workers__bad": DOC + "import os\n\nHOME = os.environ['HOME']\n"},
        "workers.bad:5 reads the environment",
    ),
    "a file is too long": (
        pen.sizes,
        {"hotline__domain__bad": DOC + "X = 1\n" * 249},
        "hotline.domain.bad has 251 lines",
    ),
    "a function is too long": (
        pen.sizes,
        {"hotline__domain__bad": DOC + "def long():\n" + "    x = 1\n" * 40},
        "long has 41 lines",
    ),
    "a function takes four by position": (
        pen.parameters,
        {"hotline__domain__bad": DOC + "class A:\n    def wide(self, a, b, c, d): ...\n"},
        "A.wide takes 4 positional parameters",
    ),
    "a function takes a yes or no by position": (
        pen.parameters,
        {"hotline__domain__bad": DOC + "def ask(loud: bool): ...\n\n\ndef tell(quiet=False): ...\n"},
        "ask takes the yes or no",
    ),
    "a module is named for nothing": (
        pen.empty_words,
        {"hotline__utils": DOC},
        "hotline.utils: “utils” says nothing",
    ),
    "a class is named for nothing": (
        pen.empty_words,
        {"hotline__domain__bad": DOC + "class TicketManager: ...\n"},
        "TicketManager: “manager” says nothing",
    ),
    "a public function promises nothing": (
        pen.missing_docstrings,
        {"hotline__domain__bad": DOC + "def mute(): ...\n"},
        "mute has no docstring",
    ),
    "a module says nothing": (
        pen.missing_docstrings,
        {"hotline__domain__bad": "X = 1\n"},
        "hotline.domain.bad has no docstring",
    ),
}


@pytest.mark.parametrize(("law", "broken", "complaint"), BROKEN.values(), ids=BROKEN)
def test_the_law_is_heard_when(law, broken, complaint, tree):
    complaints = law(tree(**broken))
    assert any(complaint in each for each in complaints), complaints


def test_a_row_adds_to_the_rows_around_it_and_the_houses_own_row_is_for_its_face_only():
    table = {
        "hotline": Row(("hotline.app",)),
        "hotline.domain": Row(("hotline.errors",)),
        "hotline.domain.number": Row((), ("stdnum",)),
    }
    assert imports.row_for("hotline", table) == Row(("hotline.app",))
    assert imports.row_for("hotline.attic", table) == Row()
    assert imports.row_for("hotline.domain.city", table) == Row(("hotline.domain", "hotline.errors"))
    assert imports.row_for("hotline.domain.number", table) == Row(("hotline.domain", "hotline.errors"), ("stdnum",))


@pytest.mark.parametrize(
    "text",
    ["see https://pypi" + ".org/simple", "pip install --index" + "-url x y", "open('/" + "home/someone/notes')"],
)
def test_a_trace_of_a_machine_is_found_in_any_text(tmp_path, text):
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    assert len(traces.traces_of_machines(tmp_path)) == 1


def test_the_path_of_the_checkout_itself_is_found(tmp_path):
    (tmp_path / "notes.txt").write_text(f"run {tmp_path}/hotline", encoding="utf-8")
    assert traces.traces_of_machines(tmp_path)
