"""建议修改派单目录: a change that corrections suggest, tried on past tickets, handed to the admin as an edition.

Supervisors propose; only the admin puts an edition into force. Knows no rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hotline import editions
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.privacy import mask
from hotline.domain.vocabulary import Book
from hotline.errors import NotFound
from hotline.parts import parts
from hotline.queries import corrections, misdirected
from hotline.queries import editions as shelf
from hotline.queries import trial as past
from hotline.queries.misdirected import KnownMatter, Suggestion
from hotline.schemas import staff_inputs as inputs
from hotline.web.furniture import trial
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.supervisor.counter import blueprint
from hotline.web.ticket_file.files import done

TRIED_ON = 500  # the latest tickets


@dataclass(frozen=True)
class Offer:
    """A suggestion, and whether somebody has handed it to the admin already."""

    suggestion: Suggestion
    handed_over: bool


@blueprint.get("/learning/changes/<matter_id>/<chosen_id>")
def try_change(matter_id: str, chosen_id: str) -> ResponseReturnValue:
    """Show what a suggested change would do to the latest tickets; nothing is kept."""
    offer = _offer(matter_id, chosen_id)
    directory = editions.checked(_changed(offer.suggestion))
    return render_template(
        "supervisor/change.html",
        offer=offer,
        change=trial.compare(directory, past.latest_tickets(TRIED_ON)),
        names=past.names_of_departments(),
        shown=trial.SHOWN,
        mask=mask,
    )


@blueprint.post("/learning/changes/<matter_id>/<chosen_id>")
@refill(try_change)
def propose_change(matter_id: str, chosen_id: str) -> ResponseReturnValue:
    """Hand the changed directory to the admin, with the reason; it is not in force by that."""
    wish, offer = parse_form(inputs.Why), _offer(matter_id, chosen_id)
    if offer.handed_over:
        return redirect(url_for(".show_learning"), 303)
    found = offer.suggestion
    note = f"{opening(found)}近期改派{found.count}次，照派{found.followed}次。理由：{wish['why']}"
    with unit_of_work():
        editions.keep_changed(_changed(found), note=note, by=actor(), at=now())
    return done("已交系统管理员；管理员启用后才会按新目录派单。", ".show_learning")


def offers(dispatched: Iterable[corrections.Dispatched]) -> tuple[Offer, ...]:
    """Return what the latest dispatches suggest, and which of it was handed over and waits for the admin."""
    directory = parts().directory
    known = {
        each.id: KnownMatter(each.name, each.lead, frozenset(keyword.label for keyword in each.keywords))
        for each in directory.matters
    }
    waiting = [each.note for each in shelf.list_waiting() if each.book is Book.DIRECTORY]
    return tuple(
        Offer(found, any(note.startswith(opening(found)) for note in waiting))
        for found in misdirected.suggest_changes(dispatched, known)
    )


def opening(found: Suggestion) -> str:
    """Return how the note of a handed-over change begins, by which it is known again."""
    return f"督办员建议：{found.sentence}。"


def _offer(matter_id: str, chosen_id: str) -> Offer:
    for each in offers(corrections.latest_dispatches()):
        if (each.suggestion.matter_id, each.suggestion.chosen_id) == (matter_id, chosen_id):
            return each
    raise NotFound("这条建议已经不在清单中：目录可能已经修改，或近期的派单有了变化。")


def _changed(found: Suggestion) -> editions.Content:
    content = editions.content_in_force()
    if found.keyword:
        editions.move_keyword(content, found.keyword, source=found.matter_id, to=found.target_id)
    else:
        editions.give_matter(content, found.matter_id, to=found.chosen_id)
    return content
