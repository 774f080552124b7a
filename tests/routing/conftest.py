"""One router for the packaged directory: loading it takes a second."""

import pytest

from routing import Directory, Router


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory.packaged()


@pytest.fixture(scope="session")
def router(directory: Directory) -> Router:
    return Router(directory)
