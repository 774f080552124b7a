"""The steps of the tables: they make what the models say, on both databases, however many programs start at once."""

import importlib
import re
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from hotline import migrations
from hotline.db import Base, prepare_engine
from hotline.models.step import NEWEST_STEP

INDEXES = ("ticket_search", "publication_search", "article_search")


@pytest.fixture
def url(backend, tmp_path, request):
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    return request.getfixturevalue("new_database")("fresh")


@pytest.fixture
def engine(url):
    engine = create_engine(url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


def test_the_steps_make_exactly_what_the_models_say(engine):
    migrations.upgrade(engine)
    with engine.connect() as connection:
        options = {"include_object": lambda _o, name, kind, *_: kind != "table" or not name.startswith(INDEXES)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert migrations.is_current(connection)


def test_the_steps_guard_words_with_the_same_checks_as_the_models(engine):
    migrations.upgrade(engine)
    inspector = inspect(engine)
    made = {
        each["name"]: set(re.findall(r"'(\w+)'", each["sqltext"]))
        for table in Base.metadata.tables
        for each in inspector.get_check_constraints(table)
    }
    assert made == {
        f"ck_{column.table.name}_{column.type.name}": set(column.type.enums)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if hasattr(column.type, "enums")
    }


def test_the_models_know_the_newest_step():
    assert migrations.head() == NEWEST_STEP


def test_upgrading_again_changes_nothing(engine):
    migrations.upgrade(engine)
    before = inspect(engine).get_table_names()
    migrations.upgrade(engine)
    assert inspect(engine).get_table_names() == before


def test_programs_that_start_at_once_wait_for_each_other(url):
    program = (
        "import sys; from sqlalchemy import create_engine; from hotline.db import prepare_engine;"
        "from hotline.migrations import upgrade; engine = create_engine(sys.argv[1]); prepare_engine(engine);"
        "upgrade(engine)"
    )
    command = [sys.executable, "-c", program, url]
    programs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [each.communicate(timeout=120)[1] for each in programs]
    assert [each.returncode for each in programs] == [0, 0, 0], said


def test_a_step_that_fails_leaves_nothing_half_made(engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE outbox_message (id INTEGER)"))  # in the way of the fourth step
    with pytest.raises(Exception, match="outbox_message"):
        migrations.upgrade(engine)
    assert "ticket" not in inspect(engine).get_table_names()


def test_old_reasons_of_dates_lose_what_was_typed_into_them():
    step = importlib.import_module("hotline.migrations.versions.0027_reasons_nobody_typed")
    counted = "按“投诉”规则：自2026年3月2日起算；经批准延期3个工作日"
    assert step._untyped(f"{counted}（家属（陈）同意；另见来信）") == counted
    assert step._untyped(f"{counted}（甲）；经批准延期2个工作日（乙）") == f"{counted}；经批准延期2个工作日"
    assert step._untyped(counted) == counted
