"""Every page in every state worth a look, as the application itself answers: empty, full, refused, stale, forbidden.

Pages without a recipe are found by the route map and opened with a usual ticket; a page that needs more than a service
number has to be told here how it is reached, or the test that walks the map fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from hotline.clock import now
from hotline.domain.lifecycle import State
from tests.factories import a_ticket
from tests.people import DAY, HOUR
from tests.web import staff
from tests.web.test_citizen_following import a_follower
from tests.web.tickets import made, sent_back, studied
from tests.web.visitor import Visitor

Opened = TestResponse
NEEDS_NO_PAGE = {"static", "appearance.print_size", "appearance.colours"}
STAFF = {"operator": staff.operator, "department": staff.officer, "supervisor": staff.supervisor, "admin": staff.admin}
FOLLOWED = (State.RECEIVED, State.WAITING, State.DECLINED, State.HANDLING, State.APPROVED, State.CLOSED, State.VOIDED)


@dataclass
class City:
    """The application with a few tickets in it and somebody of every role."""

    app: Flask

    def __post_init__(self) -> None:
        self.people = {name: open_counter(self.app) for name, open_counter in STAFF.items()}
        self.visitor = Visitor(self.app)

    def fill(self) -> None:
        """Bring in tickets of every kind, some of them late."""
        with self.app.app_context():
            for state in (State.HANDLING, State.ANSWERED, State.APPROVED, State.WAITING, State.DISPATCHED):
                a_ticket(state, at=now() - HOUR)
                a_ticket(state, at=now() - 40 * DAY, confidential=True, title="")
            self.published = a_ticket(State.PUBLISHED, at=now() - 3 * DAY)
        self.numbers = {
            "operator": studied(self.app),
            "department": made(self.app, State.HANDLING),
            "supervisor": made(self.app, State.ANSWERED),
        }
        self.petitioned = sent_back(self.app)

    def number_for(self, counter: str) -> str:
        """Return the number of a ticket that this counter has something to do with."""
        return self.numbers.get(counter, self.numbers["department"])


def plain_pages(city: City, *, among: frozenset[str] = frozenset({"number"})) -> Iterator[tuple[str, Opened]]:
    """Open every page of the route map that needs nothing but these, as whoever it opens for."""
    for rule in sorted(city.app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.endpoint in NEEDS_NO_PAGE or rule.arguments - among:
            continue
        page = _opened(city, rule)
        if page is not None:
            yield rule.rule, page


def _opened(city: City, rule: Rule) -> Opened | None:
    counter = rule.endpoint.partition(".")[0]
    path = re.sub(r"<[^>]*number>", city.number_for(counter), rule.rule) if rule.arguments else rule.rule
    for person in sorted((city.visitor, *city.people.values()), key=lambda each: getattr(each, "role", "") != counter):
        page = person.client.get(path)
        if page.status_code == 200 and page.mimetype == "text/html":
            return page
        page.close()
    return None


def uncovered(city: City, seen: set[str]) -> set[str]:
    """Return the pages of the route map that nobody has opened: HTML answers to GET that no state came from."""
    return {
        rule.endpoint
        for rule in city.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint not in seen | NEEDS_NO_PAGE
        and (rule.arguments - {"number"} or _opened(city, rule) is not None)
        and not rule.rule.startswith(("/api/", "/open311/", "/health"))
    }


def special_pages(city: City) -> Iterator[tuple[str, Opened]]:
    """Open the states that the route map does not show."""
    yield from _citizens(city)
    yield from _staff(city)
    yield from _refusals(city)


def _citizens(city: City) -> Iterator[tuple[str, Opened]]:
    visitor = city.visitor
    yield "answers found", visitor.get("/answers?q=占道经营")
    yield "answers not found", visitor.get("/answers?q=没有的词")
    listed = re.search(r'href="(/answers/\d+[^"]*)"', visitor.get("/answers?q=占道").text)
    assert listed
    yield "one answer", visitor.get(listed.group(1).replace("&amp;", "&"))
    yield "write refused", visitor.post("/write", {"text": "", "citizen_phone": "1", "citizen_email": "x"})
    yield "write diverted", visitor.post("/write", {"text": "我家厨房着火了,火很大,快来人!"})
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
    yield "staff refused", admin.post("/admin/staff", {"username": "", "name": ""})


def _refusals(city: City) -> Iterator[tuple[str, Opened]]:
    visitor, officer = city.visitor, city.people["department"]
    yield "400 without a token", visitor.send("/write", {"text": "写好的内容不能丢"})
    signed_out = Visitor(city.app)
    token = {"csrf_token": signed_out.hidden("/login", "/login")["csrf_token"], "text": "写好的备注"}
    yield "401 signed out", signed_out.send("/operator/tickets/1/remark", token)
    yield "403", officer.get("/admin")
    yield "404", visitor.get("/nothing-here")
    yield "404 for staff", officer.get("/department/tickets/202603020000017")
    yield "405", visitor.get("/follow/leave")
    number = made(city.app, State.DISPATCHED)
    stale = officer.hidden(f"/department/tickets/{number}", f"/department/tickets/{number}/sign")
    officer.step(number, "sign")
    yield "409 stale", officer.send(f"/department/tickets/{number}/answer", {**stale, "text": "已经写好的答复"})
    stranger = Visitor(city.app, address="203.0.113.9")
    for _ in range(12):
        last = stranger.post("/login", {"username": "nobody", "password": "wrong"})
    yield "429 too many attempts", last
