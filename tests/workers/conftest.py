"""The yard is tried inside the application's context; RQ's threads and signal handlers are put back afterwards."""

import signal

import pytest


@pytest.fixture
def _signals():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)
