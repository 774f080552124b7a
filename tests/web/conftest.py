"""What the tests of the counters share: a second program on the same database."""

from collections.abc import Iterator

import pytest
from flask import Flask

from hotline.app import create_app
from tests import city


@pytest.fixture(scope="session")
def others() -> Iterator[dict[str, Flask]]:
    built: dict[str, Flask] = {}
    yield built
    for each in built.values():
        city.shut(each)


@pytest.fixture
def other(app: Flask, others: dict[str, Flask], backend: str) -> Flask:
    """Return another program on the same database, with a study of its own, as a second web or RQ worker is."""
    if backend not in others:
        others[backend] = create_app(app.extensions["hotline"].settings)
    city.forget(others[backend])
    return others[backend]
