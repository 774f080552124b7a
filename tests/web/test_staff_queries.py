"""Staff pages ask the database a fixed number of questions, however many tickets there are."""

from flask import Flask

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow import classification
from hotline.parts import parts
from tests.factories import a_ticket, the
from tests.people import DAY, HOUR
from tests.web import staff
from tests.web.staff import AtCounter, Counted

FEW, MANY = 2, 9
MOST = 16  # a page that needs more is not a page
MOST_IN_FILE = 20  # words, clocks, parts, orders, files, rulings: one question each, however long the story


def fill(app: Flask, times: int) -> None:
    with app.app_context():
        for count in range(times):
            for state in (State.HANDLING, State.ANSWERED, State.APPROVED, State.WAITING):
                a_ticket(state, at=now() - HOUR - count * DAY)
            ticket_id = a_ticket(State.RECEIVED, at=now() - HOUR)
            with unit_of_work():
                classification.classify_received(the(ticket_id), study=parts().study, rules=parts().rules, at=now())


def statements(app: Flask, person: AtCounter, path: str) -> int:
    with Counted(app) as counted:
        assert person.get(path).status_code == 200
    return counted.statements


COUNTERS = {
    "operator": staff.operator,
    "department": staff.officer,
    "supervisor": staff.supervisor,
    "admin": staff.admin,
}
PAGES = {
    "operator": (
        "/operator",
        *(
            f"/operator/tickets?list={name}"
            for name in ("to-dispatch", "send-backs", "unhappy", "follow-up", "waiting")
        ),
        "/operator/tickets?q=占道经营",
    ),
    "department": ("/department", "/department?lamp=red", "/department?state=answered&part=lead"),
    "supervisor": (
        "/supervisor",
        "/supervisor/figures",
        "/supervisor/figures/trend",
        "/supervisor/board/tickets?flow=received",
        "/supervisor/figures?by=district",
        "/supervisor/figures/on-time",
        *(
            f"/supervisor/tickets?list={name}"
            for name in ("late", "soon", "review", "extensions", "disputed", "in-hand")
        ),
    ),
    "admin": (
        "/admin",
        "/admin/staff",
        "/admin/departments",
        "/admin/directory",
        "/admin/tokens",
        "/admin/outbox",
        "/admin/learning",
        "/admin/editions/directory",
    ),
}


def pages_of(app: Flask, person: AtCounter, counter: str) -> tuple[str, ...]:
    """Return the counter's lists with their filters, and every other page of it that the route map knows."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    found = [rule.rule for rule in rules if rule.rule.startswith(f"/{counter}/") or rule.rule == "/styleguide"]
    return (*PAGES[counter], *(path for path in sorted(found) if _is_page(person, path)))


def _is_page(person: AtCounter, path: str) -> bool:
    with person.client.get(path) as answered:  # not read: a stream of changes never ends
        return answered.status_code == 200 and answered.mimetype == "text/html"


def test_lists_ask_as_much_for_many_tickets_as_for_few(app: Flask) -> None:
    people = {counter: open_counter(app) for counter, open_counter in COUNTERS.items()}
    fill(app, FEW)
    paths = {counter: pages_of(app, person, counter) for counter, person in people.items()}
    few = asked(app, people, paths)
    fill(app, MANY - FEW)
    assert asked(app, people, paths) == few
    assert {page: count for page, count in few.items() if count > MOST} == {}


def asked(app: Flask, people: dict[str, AtCounter], paths: dict[str, tuple[str, ...]]) -> dict[tuple[str, str], int]:
    """Return how much each page asks of the database, by counter and path."""
    return {
        (counter, path): statements(app, people[counter], path) for counter, found in paths.items() for path in found
    }


def test_a_file_asks_as_much_after_a_long_story_as_at_first(app: Flask) -> None:
    with app.app_context():
        number = the(a_ticket(State.HANDLING, at=now() - HOUR)).number
    person = staff.operator(app)
    short = statements(app, person, f"/operator/tickets/{number}")
    for count in range(8):
        person.step(number, "remark", text=f"第{count}次联系")
    assert statements(app, person, f"/operator/tickets/{number}") == short <= MOST_IN_FILE
