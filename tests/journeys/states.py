"""Every page in every state worth a look, as the application itself answers: empty, full, refused, stale, forbidden.

Pages without a recipe are found by the route map and opened with a usual ticket; a page that needs more than a service
number has to be told here how it is reached, or the test that walks the map fails.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from hotline.clock import now
from hotline.domain.lifecycle import State
from hotline.domain.number import compose
from hotline.queries.misdirected import AGAIN_AND_AGAIN
from routing import Directory
from tests.factories import a_ticket
from tests.people import DAY, HOUR
from tests.web import staff
from tests.web.test_citizen_following import a_follower
from tests.web.test_knowledge import standing
from tests.web.tickets import made, sent_back, studied
from tests.web.visitor import Visitor

Opened = TestResponse
NO_PAGES = ("/api/", "/open311/", "/health", "/metrics")
NEEDS_NO_PAGE = {
    "attachments.show_to_staff",  # files, not pages
    "own_attachments.show_to_citizen",
    "static",
    "appearance.print_size",
    "appearance.colours",
}
STAFF = {"operator": staff.operator, "department": staff.officer, "supervisor": staff.supervisor, "admin": staff.admin}
# What stands for the parts of an address besides a service number.
USUAL = {"book": "directory", "figure_id": "response", "serial": "1", "article_id": "1"}
FOLLOWED = (State.RECEIVED, State.WAITING, State.DECLINED, State.HANDLING, State.APPROVED, State.CLOSED, State.VOIDED)


@dataclass
class City:
    """The application with a few tickets in it and somebody of every role."""

    app: Flask
    numbers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = {name: open_counter(self.app) for name, open_counter in STAFF.items()}
        self.visitor = Visitor(self.app)
        self.values = {**USUAL, "matter_id": Directory.packaged().matters[0].id}

    def fill(self) -> None:
        """Bring in tickets of every kind, some of them late."""
        with self.app.app_context():
            for state in (State.HANDLING, State.ANSWERED, State.APPROVED, State.WAITING, State.DISPATCHED):
                a_ticket(state, at=now() - HOUR)
                a_ticket(state, at=now() - 40 * DAY, confidential=True, title="")
            a_ticket(State.PUBLISHED, at=now() - 3 * DAY)
        self.numbers = {
            "operator": studied(self.app),
            "department": made(self.app, State.HANDLING),
            "supervisor": made(self.app, State.ANSWERED),
        }
        self.petitioned = sent_back(self.app)
        for number in [studied(self.app) for _ in range(AGAIN_AND_AGAIN)]:
            self.people["operator"].step(number, "dispatch", lead="culture")
        self.people["supervisor"].step(self.numbers["department"], "issue-order", kind="supervise", text="请说明进展")
        standing(self.app)
        self.people["admin"].post("/admin/tokens", {"name": "示例系统", "scope": "messages"})
        source = re.search(r'href="/admin/sources/(\d+)', self.people["admin"].get("/admin/sources").text)
        assert source
        edition = json.dumps({"version": "试", "departments": [{"id": "one", "name": "甲局"}]}, ensure_ascii=False)
        kept = self.people["admin"].post("/admin/editions/directory", {"content": edition})
        self.values |= {
            "source_id": source.group(1),
            "edition_id": kept.request.path.rpartition("/")[2],
            "answer_id": str(self._answer()),
        }

    def _answer(self) -> int:
        listed = re.search(r'href="/answers/(\d+)', self.visitor.get("/answers").text)
        assert listed
        return int(listed.group(1))

    def address(self, rule: Rule) -> str | None:
        """Return the rule's address with usual values in it; None where one of them is not known here."""
        counter = rule.endpoint.partition(".")[0]
        known = dict(self.values)
        if self.numbers:
            ordered = "serial" in rule.arguments  # the order stands on the department's ticket
            known["number"] = self.numbers.get("" if ordered else counter, self.numbers["department"])
        if rule.arguments - set(known):
            return None
        return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda part: known[part.group(1)], rule.rule)


def plain_pages(city: City, *, bare: bool = False) -> Iterator[tuple[str, Opened]]:
    """Open every page of the route map that can be opened with usual values, as whoever it opens for."""
    for rule in _pages_of(city.app):
        if not (bare and rule.arguments) and (page := _opened(city, rule)) is not None:
            yield rule.rule, page


def uncovered(city: City, seen: set[str]) -> set[str]:
    """Return the pages of the route map that nobody has opened."""
    return {
        rule.endpoint
        for rule in _pages_of(city.app)
        if rule.endpoint not in seen and (city.address(rule) is None or _opened(city, rule) is not None)
    }


def _pages_of(app: Flask) -> list[Rule]:
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    pages = (rule for rule in rules if rule.endpoint not in NEEDS_NO_PAGE and not rule.rule.startswith(NO_PAGES))
    return sorted(pages, key=lambda rule: rule.rule)


def _opened(city: City, rule: Rule) -> Opened | None:
    """Open a page as the first person it opens for; None for what is no page: files, streams, data."""
    path, counter = city.address(rule), rule.endpoint.partition(".")[0]
    if path is None:
        return None
    for person in sorted((city.visitor, *city.people.values()), key=lambda each: getattr(each, "role", "") != counter):
        page = person.client.get(path)
        if page.status_code == 200 and page.mimetype == "text/html":
            return page
        page.close()
    return None


def special_pages(city: City) -> Iterator[tuple[str, Opened]]:
    """Open the states that the route map does not show."""
    yield from _citizens(city)
    yield from _staff(city)
    yield from _refusals(city)


def _citizens(city: City) -> Iterator[tuple[str, Opened]]:
    visitor = city.visitor
    yield "answers found", visitor.get("/answers?q=占道经营")
    yield "answers not found", visitor.get("/answers?q=没有的词")
    yield "one answer, words marked", visitor.get(f"/answers/{city.values['answer_id']}?q=占道")
    yield "write refused", visitor.post("/write", {"text": "", "citizen_phone": "1", "citizen_email": "x"})
    yield "write diverted", visitor.post("/write", {"text": "我家厨房着火了，火很大，快来人!"})
    yield "receipt", visitor.post("/write", {"text": "小区门口的路灯坏了一个星期没人修。", "citizen_name": "李"})
    yield "follow refused", visitor.post("/follow", {"number": "123", "code": ""})
    for state in FOLLOWED:
        follower, _, path = a_follower(city.app, state)
        yield f"follow: {state.value}", follower.get(path)
        if state is State.CLOSED:
            yield "rating refused", follower.post(f"{path}/rating", {}, page=path)
        if state is State.WAITING:
            yield "supplement refused", follower.post(f"{path}/supplement", {"text": ""}, page=path)
    yield "sign in refused", visitor.post("/login", {"username": "nobody", "password": "wrong"})


def _staff(city: City) -> Iterator[tuple[str, Opened]]:
    operator, officer = city.people["operator"], city.people["department"]
    supervisor, admin = city.people["supervisor"], city.people["admin"]
    call = {"text": "建设路路口有流动摊贩占道经营", "phone": "13871234567"}
    yield "call with proposals", operator.post("/operator", {**call, "then": "propose"})
    yield "call refused", operator.post("/operator", {**call, "phone": "1", "then": "accept"})
    yield "call taken", operator.post("/operator", {**call, "then": "accept"})
    for name in ("to-dispatch", "send-backs", "unhappy", "follow-up", "waiting"):
        yield f"operator: {name}", operator.get(f"/operator/tickets?list={name}")
    yield "tickets found", operator.get("/operator/tickets?q=占道经营")
    yield "tickets not found", operator.get("/operator/tickets?q=没有的词")
    yield "search refused", operator.post("/operator/tickets/search", {"q": ""}, page="/operator/tickets")
    yield "a petition to decide", operator.get(f"/operator/tickets/{city.petitioned}")
    yield "step refused", operator.step(city.numbers["operator"], "decline", note="")
    yield "contact shown", operator.step(city.numbers["operator"], "reveal", note="核实地址")
    for lamp in ("red", "yellow", "green"):
        yield f"department: {lamp}", officer.get(f"/department?lamp={lamp}")
    yield "department: to sign", officer.get(f"/department/tickets/{made(city.app, State.DISPATCHED)}")
    yield "answer refused", officer.step(city.numbers["department"], "answer", text="", basis="")
    for name in ("late", "soon", "review", "extensions", "disputed", "unhappy", "in-hand"):
        yield f"supervisor: {name}", supervisor.get(f"/supervisor/tickets?list={name}")
    yield "publish form", supervisor.get(f"/supervisor/tickets/{made(city.app, State.APPROVED)}")
    yield "published", supervisor.get(f"/supervisor/tickets/{made(city.app, State.PUBLISHED)}")
    yield "review refused", supervisor.step(city.numbers["supervisor"], "reject", note="")
    offered = re.search(r'href="(/supervisor/learning/changes/[^"]+)"', supervisor.get("/supervisor/learning").text)
    assert offered
    yield "a change of the directory tried", supervisor.get(offered.group(1))
    yield "staff refused", admin.post("/admin/staff", {"username": "", "name": ""})


def _refusals(city: City) -> Iterator[tuple[str, Opened]]:
    visitor, officer = city.visitor, city.people["department"]
    yield "400 without a token", visitor.send("/write", {"text": "写好的内容不能丢"})
    signed_out = Visitor(city.app)
    token = {"csrf_token": signed_out.hidden("/login", "/login")["csrf_token"], "text": "写好的备注"}
    yield "401 signed out", signed_out.send("/operator/tickets/1/remark", token)
    yield "403", officer.get("/admin")
    yield "404", visitor.get("/nothing-here")
    yield "404 for staff", officer.get(f"/department/tickets/{compose(date(2026, 3, 2), 1)}")
    yield "405", visitor.get("/logout")
    huge = {"content_type": "multipart/form-data; boundary=x", "environ_overrides": {"CONTENT_LENGTH": str(10**9)}}
    yield "413 too large", visitor.client.post("/write", buffered=True, **huge)
    number = made(city.app, State.DISPATCHED)
    stale = officer.hidden(f"/department/tickets/{number}", f"/department/tickets/{number}/sign")
    officer.step(number, "sign")
    answer = {**stale, "text": "已经写好的答复", "resolution": "solved"}
    yield "409 stale", officer.send(f"/department/tickets/{number}/answer", answer)
    stranger = Visitor(city.app, address="203.0.113.9")
    for _ in range(12):
        last = stranger.post("/login", {"username": "nobody", "password": "wrong"})
    yield "429 too many attempts", last
