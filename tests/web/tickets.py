"""Tickets of the last hour, as the tests of the staff counters need them. Each returns a service number."""

from typing import Any

from flask import Flask

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow import classification
from hotline.flow.casework import petitions
from hotline.parts import parts
from tests.factories import a_return_wish, a_ticket, the
from tests.people import HOUR, OFFICER


def made(app: Flask, state: State = State.CLASSIFIED, **changes: Any) -> str:
    """Return the number of a ticket in a state."""
    with app.app_context():
        return the(a_ticket(state, at=now() - HOUR, **changes)).number


def studied(app: Flask, **changes: Any) -> str:
    """Return the number of a ticket that the study has classified."""
    with app.app_context():
        ticket_id = a_ticket(State.RECEIVED, at=now() - HOUR, **changes)
        with unit_of_work():
            here = parts()
            classification.classify_received(the(ticket_id), study=here.study, rules=here.rules, at=now())
        return the(ticket_id).number


def sent_back(app: Flask) -> str:
    """Return the number of a ticket that its department asks to send back."""
    with app.app_context():
        ticket_id = a_ticket(State.DISPATCHED, at=now() - HOUR)
        with unit_of_work():
            petitions.ask_to_send_back(the(ticket_id), a_return_wish(), by=OFFICER, at=now())
        return the(ticket_id).number
