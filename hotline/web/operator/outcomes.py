"""What may follow at once when a call was taken: dispatch, an answer on the spot, or the proper path elsewhere.

Each first lets the study classify the ticket, so that kind, proposal and search index are there whatever follows.
Knows no form.
"""

from collections.abc import Callable, Mapping
from typing import Any

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.vocabulary import Resolution
from hotline.flow import classification, dispatching, knowledge
from hotline.flow.same_matter import merging, repeats
from hotline.models import Answer, Ticket
from hotline.parts import parts
from hotline.queries import calls, tickets
from hotline.queries import knowledge as articles
from hotline.web.guards import actor

Outcome = Callable[[str, dict[str, Any]], None]


def dispatch_ticket(number: str, wish: dict[str, Any]) -> None:
    """Send the ticket to ``to`` with ``helpers``, under the matter that the study proposed for that department."""
    with unit_of_work():
        ticket = classified(tickets.get_ticket(number))
        matter = calls.find_matter(number, wish["to"])
        dispatching.dispatch(ticket, **wish, matter_id=matter, rules=parts().rules, by=actor(), at=now())


def settle_ticket(number: str, wish: dict[str, Any]) -> None:
    """Answer the ticket on the spot with ``text`` (and ``basis``), citing the ``article`` it was taken from."""
    with unit_of_work():
        ticket = classified(tickets.get_ticket(number))
        dispatching.settle(ticket, answer_on_the_spot(ticket, wish), by=actor(), at=now())
        if wish.get("article"):
            knowledge.cite(ticket, articles.get_article(wish["article"]), by=actor(), at=now())


def decline_ticket(number: str, wish: dict[str, Any]) -> None:
    """Refuse the ticket; ``note`` tells the citizen the proper path."""
    with unit_of_work():
        dispatching.decline(classified(tickets.get_ticket(number)), note=wish["note"], by=actor(), at=now())


def merge_ticket(number: str, wish: dict[str, Any]) -> None:
    """Merge the call into the ticket ``into`` that the operator recognised while the caller spoke."""
    with unit_of_work():
        ticket = classified(tickets.get_ticket(number))
        into = tickets.leading_of(tickets.get_ticket(wish["into"]))
        merging.merge(ticket, into=into, by=actor(), at=now(), note=f"登记来电时确认与工单{into.number}为同一事项")


OUTCOMES: Mapping[str, Outcome] = {
    "dispatch": dispatch_ticket,
    "settle": settle_ticket,
    "decline": decline_ticket,
    "merge": merge_ticket,
}


def answer_on_the_spot(ticket: Ticket, wish: Mapping[str, Any]) -> Answer:
    """Return the hotline's own answer, ready for ``dispatching.settle``."""
    return Answer(
        ticket_id=ticket.id,
        round=ticket.round,
        text=wish["text"],
        basis=wish.get("basis", ""),
        resolution=Resolution.EXPLAINED,
        by_name=actor().name,
        at=now(),
    )


def classified(ticket: Ticket) -> Ticket:
    """Return the ticket, classified by the study where it still waits for that."""
    here = parts()
    classification.classify_received(ticket, study=here.study, rules=here.rules, at=now())
    repeats.index_messages(ticket)
    return ticket
