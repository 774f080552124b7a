"""Commands are called as a shell calls them, on a data folder or a database of their own."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from hotline.cli import main

NAMES = ("HOTLINE_DATABASE_URL", "HOTLINE_REDIS_URL", "HOTLINE_SECRET_KEY", "HOTLINE_SMTP_URL")


@pytest.fixture
def database_url(backend, tmp_path, request) -> str:
    """Return the URL of a fresh database."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'hotline.sqlite3'}"
    return str(request.getfixturevalue("new_database")("commands"))


@pytest.fixture
def environment(database_url, tmp_path) -> dict[str, str | None]:
    """Return the environment of the commands."""
    named = {"HOTLINE_DATABASE_URL": database_url, "HOTLINE_DATA_DIR": str(tmp_path), "HOTLINE_SECRET_KEY": "s" * 32}
    return {**dict.fromkeys(NAMES), **named}


@pytest.fixture
def hotline(environment) -> Callable[..., Result]:
    """Return a function that calls ``hotline`` with these words, typing ``typed``."""

    def call(*words: str, typed: str | None = None, **more: str) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], input=typed, env={**environment, **more})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def upgraded(hotline) -> Callable[..., Result]:
    """Return the same on a database that has its tables and departments."""
    assert hotline("db", "upgrade").exit_code == 0
    return hotline
