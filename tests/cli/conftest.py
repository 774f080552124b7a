"""Commands are called as a shell calls them, on a data folder or a database of their own."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotline.cli import main
from tests import city

NAMES = ("HOTLINE_DATABASE_URL", "HOTLINE_REDIS_URL", "HOTLINE_SECRET_KEY", "HOTLINE_SMTP_URL")
FILE = "hotline.sqlite3"
UPGRADED = "upgraded"  # the database of PostgreSQL that others are copied from


def called(environment: dict[str, str | None], *words: str, typed: str | None = None, **more: str) -> Result:
    """Call ``hotline`` with these words, typing ``typed``."""
    result = CliRunner().invoke(
        main, [str(word) for word in words], input=typed, env={**environment, **more}, prog_name="hotline"
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def environment_of(database_url: str, folder: Path) -> dict[str, str | None]:
    """Return the environment of commands on this database."""
    named = {"HOTLINE_DATABASE_URL": database_url, "HOTLINE_DATA_DIR": str(folder), "HOTLINE_SECRET_KEY": "s" * 32}
    return {**dict.fromkeys(NAMES), **named}


@pytest.fixture(scope="session", autouse=True)
def quickly_hashed() -> None:
    """Hash the passwords that commands are given with little work."""
    city.hash_quickly()


@pytest.fixture
def database_url(backend, tmp_path, request) -> str:
    """Return the URL of a fresh database."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / FILE}"
    return str(request.getfixturevalue("new_database")("commands"))


@pytest.fixture
def environment(database_url, tmp_path) -> dict[str, str | None]:
    """Return the environment of the commands."""
    return environment_of(database_url, tmp_path)


@pytest.fixture
def hotline(environment) -> Callable[..., Result]:
    """Return a function that calls ``hotline`` with these words, typing ``typed``."""
    return lambda *words, **more: called(environment, *words, **more)


@pytest.fixture(scope="session")
def upgraded_once() -> dict[str, Path]:
    """Return where a database that ``hotline db upgrade`` has made lies, by back end; empty at first."""
    return {}


@pytest.fixture
def upgraded(hotline, backend, tmp_path, tmp_path_factory, upgraded_once, request) -> Callable[..., Result]:
    """Return the same on a database that has its tables and departments: made once by the command, then copied."""
    fresh = request.getfixturevalue("new_database") if backend == "postgresql" else None
    if backend not in upgraded_once:
        folder = tmp_path_factory.mktemp(UPGRADED)
        url = fresh(UPGRADED) if fresh else f"sqlite:///{folder / FILE}"
        assert called(environment_of(url, folder), "db", "upgrade").exit_code == 0
        upgraded_once[backend] = folder
    if fresh:
        fresh("commands", like=UPGRADED)
    else:
        copy_file(upgraded_once[backend] / FILE, tmp_path / FILE)
    return hotline


def copy_file(made: Path, copy: Path) -> None:
    """Copy a database of SQLite to a new file."""
    with contextlib.closing(sqlite3.connect(made)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
        source.backup(target)
