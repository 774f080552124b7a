"""Takes the README's four pictures anew, of a demonstration city that it starts and ends; ``make pictures`` calls it.

Knows the counters' addresses and the demo logins, as a visitor does. Needs Chromium, as the journeys do.
"""

import json
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.personas import Window
from tests.workers.house import House, open_house

TARGET = Path(__file__).with_name("images")
SIZE = (1200, 860)  # what a reader sees of a page before scrolling
PATIENCE = 60_000  # ms
CALL = "我们小区门口的路灯坏了一个星期没人修，晚上接孩子看不见路，旁边的井盖也松了，请尽快处理。"
SHOWN = {"department": ("chengguan", "/department"), "supervisor": ("supervisor", "/supervisor")}


def main() -> None:
    """Start the city, take the pictures, end it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_house(Path(folder), HOTLINE_DEMO="1") as house,
        sync_playwright() as playwright,
    ):
        house.wait_until_ready()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        _take_all(house, browser)
        browser.close()


def _take_all(house: House, browser: Browser) -> None:
    logins = json.loads((house.folder / "demo-logins.json").read_text(encoding="utf-8"))
    passwords = {login["username"]: login["password"] for login in logins}
    for name, (person, path) in SHOWN.items():
        window = _open(house, browser)
        window.sign_in(person, passwords[person])
        window.go(path)
        _take(window, name)
    expect.set_options(timeout=PATIENCE)
    operator = _open(house, browser)
    operator.sign_in("operator", passwords["operator"])
    operator.fill(text=CALL, place="和平路")
    expect(operator.page.locator("[data-choice='1']")).to_be_visible()
    _take(operator, "operator")
    citizen = _open(house, browser)
    citizen.go("/")
    _take(citizen, "citizen")


def _open(house: House, browser: Browser) -> Window:
    width, height = SIZE
    return Window(browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN"), house.address)


def _take(window: Window, name: str) -> None:
    window.page.wait_for_load_state("networkidle" if name == "operator" else "load")
    window.page.screenshot(path=TARGET / f"{name}.png")


if __name__ == "__main__":
    main()
