"""A real browser on the real service: the keeper with all its parts, demo staff, and one window for each persona."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import servers
from tests.journeys.personas import Window
from tests.workers.house import open_house

PATIENCE = 60_000  # ms; a page may have to wait for its turn on a busy machine
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Without these, Chromium looks for its maker's servers at every start.
ALONE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """Say plainly which journeys are left out where there is no browser."""
    for item in items:
        here = Path(__file__).parent in item.path.parents and {"house", "browser"} & set(item.fixturenames)
        if here and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="no chromium on this machine: journeys in the browser left out"))


@pytest.fixture(scope="session")
def letters(used):
    """Return the mailbox of the real SMTP server that the house writes to."""
    used["SMTP"] = servers.smtp_version()
    with servers.smtp_server() as box:
        yield box


@pytest.fixture(scope="session")
def house(tmp_path_factory, letters):
    """Return the running service with its demo city."""
    with open_house(tmp_path_factory.mktemp("journey"), HOTLINE_DEMO="1", HOTLINE_SMTP_URL=letters.url) as opened:
        opened.wait_until_ready()
        yield opened


@pytest.fixture(scope="session")
def player():
    """Return what starts browsers; there can be one of it."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(player, used):
    chromium = player.chromium.launch(executable_path=CHROMIUM, args=ALONE)
    used["Chromium"] = chromium.version
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def passwords(house):
    """Return the demo staff's passwords by their names."""
    kept = json.loads((house.folder / "demo-logins.json").read_text(encoding="utf-8"))
    return {login["username"]: login["password"] for login in kept}


@pytest.fixture
def window(house, browser, passwords):
    """Return a function that opens a window for a persona; staff are signed in."""
    expect.set_options(timeout=PATIENCE)
    opened = []

    def open_window(username=None, *, width=1280, height=900, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        found = Window(context.new_page(), house.address)
        if username:
            found.sign_in(username, passwords[username])
        return found

    yield open_window
    for context in opened:
        context.close()
