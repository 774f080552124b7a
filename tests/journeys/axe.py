"""A page of the application in the real browser, looked at by axe-core and measured, in every look it can have.

The application answers in this process; the browser is handed its answers, so no state needs a server of its own.
"""

import contextlib
import functools
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

PATIENCE = 120_000  # ms
ORIGIN = "http://hotline.test"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUICK = {"resultTypes": ["violations"], "preload": False, "iframes": False}
STRUCTURE = {"runOnly": {"type": "tag", "values": LEVELS}, "rules": {"color-contrast": {"enabled": False}}, **QUICK}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **QUICK}
DESKTOP, PHONE, SMALLEST = (1280, 900), (360, 740), (320, 640)
LOOKS = (("light", DESKTOP), ("dark", DESKTOP), ("dark", PHONE), ("light", PHONE))  # one step from each to the next
# Colours come from classes alone (no inline style can exist), so an element whose own and whose ancestors' names have
# been looked at in this look needs no second look: the slow rule of contrast runs on what is new.
NAMES = """() => [...document.body.querySelectorAll("*")].map((element) => {
  const names = [];
  for (let each = element; each; each = each.parentElement) {
    const marks = ["aria-current", "aria-invalid", "disabled", "open", "type"].map((mark) => each.getAttribute(mark));
    names.push([each.tagName, each.className.baseVal ?? each.className, ...marks].join(" "));
  }
  return names.join("<");
})"""
NEW = """async ([places, options]) => { const all = document.body.querySelectorAll("*");
  for (const each of all) each.removeAttribute("data-new");
  for (const place of places) all[place].setAttribute("data-new", "");
  return (await axe.run({ include: ["[data-new]"] }, options)).violations; }"""
READ = "async (options) => (await axe.run(document, options)).violations"
MEASURE = """() => { const root = document.documentElement;
  const wider = ["normal", "large"].map((word) => {
    root.dataset.print = word; return [word, root.scrollWidth - root.clientWidth]; });
  const bar = document.body.matches(".staff") && document.querySelector('nav[aria-label="主导航"]');
  const here = bar ? bar.querySelectorAll("[aria-current]").length : 1;
  return { wider, here, headings: document.querySelectorAll("h1").length, title: document.title.trim() }; }"""


@dataclass
class Reader:
    """Somebody who opens the application's answers in the browser and writes down what is wrong with them."""

    app: Flask
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    endpoints: set[str] = field(default_factory=set)
    looked_at: int = 0
    seen: dict[Any, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        context = self.browser.new_context(locale="zh-CN", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        context.add_init_script(AXE_SCRIPT)
        self.page: Page = context.new_page()
        self.page.route("**/*", self._answer)
        self.map = self.app.url_map.bind("hotline.test")
        self.static = functools.cache(self._static)
        self.body, self.headers, self.status = b"", {}, 200
        self.shown: tuple[str, tuple[int, int]] | None = None

    def look(self, name: str, opened: TestResponse, *, both_sizes: bool = False) -> None:
        """Look at one answer: its structure at one size or both, its colours in all four looks."""
        self.open(opened)
        self.looked_at += 1
        names = self.page.evaluate(NAMES)
        for scheme, size in LOOKS:
            structure = scheme == "light" and (both_sizes or size is (DESKTOP, PHONE)[self.looked_at % 2])
            fresh = [place for place, each in enumerate(names) if each not in self.seen[scheme, size]]
            if not structure and not fresh:
                continue
            self._show(scheme, size)
            found = self.page.evaluate(READ, STRUCTURE) if structure else []
            if fresh:
                self.seen[scheme, size].update(names)
                found += self.page.evaluate(NEW, [fresh, CONTRAST])
            for each in found:
                self._complain(f"{name} ({scheme}, {size[0]})", each)
        self._measure(name)

    def open(self, opened: TestResponse) -> None:
        """Show one answer of the application."""
        self.body, self.headers, self.status = opened.data, dict(opened.headers), opened.status_code
        with contextlib.suppress(HTTPException):
            self.endpoints.add(self.map.match(opened.request.path, method=opened.request.method)[0])
        self.page.goto(f"{ORIGIN}{opened.request.path}")

    def _measure(self, name: str) -> None:
        """Reflow at 320 px (1.4.10) also with large letters, one first heading, a title, where staff are in the bar."""
        self._show("light", SMALLEST)
        measured = self.page.evaluate(MEASURE)
        for letters, wider in measured["wider"]:
            if wider:
                self.complaints.append(f"{name}: {wider} px too wide at 320 px, letters {letters}")
        if measured["headings"] != 1:
            self.complaints.append(f"{name}: {measured['headings']} first headings")
        if measured["here"] != 1 and self.status == 200 and "界面规范" not in measured["title"]:
            self.complaints.append(f"{name}: the bar marks {measured['here']} places as the present one")
        if not measured["title"]:
            self.complaints.append(f"{name}: no title")

    def _show(self, scheme: str, size: tuple[int, int]) -> None:
        """Turn to a look, in as few steps as it takes; every step is a message to the browser."""
        before, self.shown = self.shown, (scheme, size)
        if before is None or before[1] != size:
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
        if before is None or before[0] != scheme:
            self.page.emulate_media(color_scheme=scheme)

    def _complain(self, where: str, violation: dict[str, Any]) -> None:
        nodes = violation["nodes"]
        targets = "; ".join(json.dumps(node["target"], ensure_ascii=False) for node in nodes[:3])
        why = nodes[0]["failureSummary"].splitlines()[-1].strip()
        self.complaints.append(f"{where}: {violation['id']} at {targets} ({len(nodes)}): {why}")

    def _answer(self, route: Route) -> None:
        """Hand the browser the page that is being looked at, and our own static files."""
        address = route.request.url.removeprefix(ORIGIN)
        if not address.startswith("/static/"):
            kept = {name: value for name, value in self.headers.items() if name.lower() != "set-cookie"}
            route.fulfill(status=self.status, headers=kept, body=self.body)
            return
        status, headers, body = self.static(address)
        route.fulfill(status=status, headers=headers, body=body)

    def _static(self, address: str) -> tuple[int, dict[str, str], bytes]:
        with self.app.test_client().get(address) as answered:
            return answered.status_code, dict(answered.headers), answered.data
