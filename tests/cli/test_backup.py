"""A backup holds everything, fits both databases, and is read back whole or not at all; the audit finds any change."""

import contextlib
import gzip
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from hotline.cli.archive import archive_app
from hotline.cli.backup import LEFT_OUT
from hotline.cli.chain import verify
from hotline.db import Base, db, prepare_engine, unit_of_work
from hotline.domain.lifecycle import State
from hotline.migrations import upgrade
from hotline.models.search import TICKETS, put_entry
from hotline.settings import Settings
from tests import city
from tests.cli.conftest import copy_file
from tests.factories import a_ticket


@pytest.fixture(scope="module")
def city_once(backend, open_house, tmp_path_factory, request):
    """Return the URL of a database with a ticket in every state; nobody alters it."""
    app = open_house(backend)
    city.empty(app)
    with app.app_context():
        for state in State:
            ticket_id = a_ticket(state)
            with unit_of_work():
                put_entry(db.session(), TICKETS, ticket_id, terms=["路灯", "占道"])
    city.shut(app)  # PostgreSQL copies no database that somebody is connected to
    folder = tmp_path_factory.mktemp("city")
    return copy_of(app.config["SQLALCHEMY_DATABASE_URI"], "city", folder, request, like="hotline")


@pytest.fixture
def full(city_once, environment):
    """Return the URL of the city with a ticket in every state, which commands only read."""
    environment["HOTLINE_DATABASE_URL"] = city_once
    return city_once


@pytest.fixture
def full_copy(city_once, environment, tmp_path, request):
    """Return the URL of a copy of that city, which commands read and a test may alter."""
    url = copy_of(city_once, "copy", tmp_path, request, like="city")
    environment["HOTLINE_DATABASE_URL"] = url
    return url


def copy_of(url, name, folder, request, *, like):
    if make_url(url).get_backend_name() == "postgresql":
        return request.getfixturevalue("new_database")(name, like=like)
    copy_file(Path(make_url(url).database), folder / f"{name}.sqlite3")
    return f"sqlite:///{folder / name}.sqlite3"


@contextlib.contextmanager
def opened(url):
    """Open a database as the commands do."""
    app = archive_app(Settings(database_url=url))
    try:
        yield app
    finally:
        city.shut(app)


def fresh(backend, tmp_path, request, name):
    if backend == "sqlite":
        url = f"sqlite:///{tmp_path / name}.sqlite3"
    else:
        url = request.getfixturevalue("new_database")(name)
    return url


def everything(url):
    engine = create_engine(url)
    prepare_engine(engine)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in LEFT_OUT
        }
    engine.dispose()
    return found


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_what_was_backed_up_is_read_back_on_either_database(full, hotline, tmp_path, request, target):
    file = tmp_path / "city.backup"
    said = hotline("backup", file)
    assert said.exit_code == 0
    assert f"附件不在备份文件中，请另行备份目录 {tmp_path}" in said.output
    url = fresh(target, tmp_path, request, "restored")
    result = hotline("restore", file, HOTLINE_DATABASE_URL=url)
    assert result.exit_code == 0, result.output
    assert everything(url) == everything(full)
    assert hotline("audit", "verify", HOTLINE_DATABASE_URL=url).exit_code == 0


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_restored_house_goes_on_where_it_stopped(full, hotline, tmp_path, request, target):
    file, url = tmp_path / "city.backup", fresh(target, tmp_path, request, "goes_on")
    hotline("backup", file)
    hotline("restore", file, HOTLINE_DATABASE_URL=url)
    with opened(url) as app, app.app_context():
        before = db.session.scalar(text("SELECT max(id) FROM ticket"))
        assert a_ticket() > before
        found = "ticket_search MATCH '路灯'" if target == "sqlite" else "terms @@ '路灯'::tsquery"
        assert db.session.scalar(text(f"SELECT count(*) FROM ticket_search WHERE {found}")) == len(State)
        db.session.rollback()


def test_a_backup_is_for_its_owner_only_and_overwrites_nothing(full, hotline, tmp_path):
    file = tmp_path / "city.backup"
    hotline("backup", file)
    assert file.stat().st_mode & 0o777 == 0o600
    kept = file.read_bytes()
    again = hotline("backup", file)
    assert (again.exit_code, file.read_bytes()) == (1, kept)
    assert "已存在" in again.stderr
    assert [each.name for each in tmp_path.glob("*.part")] == []


def test_a_backup_into_a_folder_that_is_not_there_is_one_sentence(full, hotline, tmp_path):
    result = hotline("backup", tmp_path / "nowhere" / "x")
    assert result.exit_code == 1
    assert "无法写入" in result.stderr


def test_a_database_in_use_is_not_restored_over(full_copy, hotline, tmp_path):
    file = tmp_path / "city.backup"
    hotline("backup", file)
    result = hotline("restore", file)
    assert result.exit_code == 1
    assert "新建的空数据库" in result.stderr


def spoil(file, how):
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    how(records)
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)


SPOILED = {
    "cut short": lambda records: records.__delitem__(slice(-5, None)),
    "a row missing": lambda records: records.pop(-2),
    "another step": lambda records: records[0].update(step="0001"),
    "another format": lambda records: records[0].update(format="something else"),
    "an unknown table": lambda records: records.insert(1, {"table": "unknown", "row": {}}),
    "nothing": lambda records: records.clear(),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_file_that_is_no_whole_backup_restores_nothing(full, hotline, tmp_path, request, backend, how):
    file, url = tmp_path / "city.backup", fresh(backend, tmp_path, request, "spoiled")
    hotline("backup", file)
    spoil(file, SPOILED[how])
    result = hotline("restore", file, HOTLINE_DATABASE_URL=url)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert everything(url)["ticket"] == []


@pytest.mark.parametrize(
    "content", [b"", b"not gzip", os.urandom(2000), gzip.compress(b"[1]")], ids=["empty", "no gzip", "noise", "a list"]
)  # named: every program of a run must give a test the same name, and gzip writes the second into its bytes
def test_a_file_that_is_no_backup_at_all_is_one_sentence(hotline, tmp_path, content):
    file = tmp_path / "x"
    file.write_bytes(content)
    result = hotline("restore", file)
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_a_file_broken_in_the_middle_restores_nothing(full, hotline, tmp_path, request, backend):
    file, url = tmp_path / "city.backup", fresh(backend, tmp_path, request, "broken")
    hotline("backup", file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert hotline("restore", file, HOTLINE_DATABASE_URL=url).exit_code == 1
    assert everything(url)["ticket"] == []


def test_an_untouched_journal_is_found_whole(full, hotline):
    result = hotline("audit", "verify")
    assert result.exit_code == 0
    assert "0 处不符" in result.output


ALTERED = {
    "a note": "UPDATE journal_entry SET note = 'altered' WHERE id = (SELECT max(id) FROM journal_entry)",
    "a name": "UPDATE journal_entry SET by_name = 'somebody' WHERE id = (SELECT min(id) FROM journal_entry)",
    "an entry taken out": "DELETE FROM journal_entry WHERE id = (SELECT min(id) FROM journal_entry)",
    "the last entry taken out": "DELETE FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry)",
    "a state": "UPDATE ticket SET state = 'published' WHERE id = (SELECT min(id) FROM ticket)",
    "a head": "UPDATE ticket SET journal_head = '' WHERE id = (SELECT min(id) FROM ticket)",
}


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_is_altered_behind_the_service_is_found(full_copy, hotline, what):
    engine = create_engine(full_copy)
    with engine.begin() as connection:
        connection.execute(text(ALTERED[what]))
    engine.dispose()
    result = hotline("audit", "verify")
    assert result.exit_code == 1
    assert "1 处不符" in result.output


def test_a_house_without_tickets_is_whole(app):
    with app.app_context():
        upgrade(db.engine)
        verdict = verify()
    assert (verdict.tickets, verdict.entries, verdict.broken) == (0, 0, [])
