"""The yard is tried inside the application's context; RQ's threads and signal handlers are put back afterwards."""

import dataclasses
import signal

import pytest

from hotline.parts import EXTENSION
from tests.workers import mail_server
from tests.workers.mail_desk import at


@pytest.fixture
def _signals():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def account(tmp_path, used):
    used["IMAP"] = mail_server.VERSION
    with mail_server.mail_server(tmp_path) as served:
        yield served


@pytest.fixture
def house(app, tmp_path, mailbox):
    """Let the application sign in at the mail server, and its letters leave through the post office."""
    before = app.extensions[EXTENSION]
    settings = dataclasses.replace(
        before.settings, mailbox_password=mail_server.PASSWORD, smtp_url=mailbox.url, data_dir=tmp_path
    )
    app.extensions[EXTENSION] = dataclasses.replace(before, settings=settings)
    yield mailbox
    app.extensions[EXTENSION] = before


@pytest.fixture
def box(account, house):
    return at(account)
