"""Rooms are tried inside the application's context, on an empty city."""

import pytest


@pytest.fixture(autouse=True)
def _inside(inside):
    """Push the application's context."""
