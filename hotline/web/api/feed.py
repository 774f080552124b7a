"""What a system asks of its own messages: the events after a position, and one matter by its number. Holds no rule."""

from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE

from hotline.db import unit_of_work
from hotline.domain.number import parse
from hotline.errors import BadInput, NotFound
from hotline.flow import feed as room
from hotline.queries import citizen, feed
from hotline.queries.citizen import OwnMessage
from hotline.schemas import inputs, outputs
from hotline.web.api.counters import answer, blueprint
from hotline.web.parsing import load

EVENT = outputs.ToldEvent()
TICKET = outputs.CitizenTicket()
WANTED = inputs.EventsWanted(unknown=EXCLUDE)


@blueprint.get("/events")
def list_events() -> ResponseReturnValue:
    """Show the next events of this system's own messages, in order; ``next`` is where to go on."""
    if any(len(values) > 1 for _, values in request.args.lists()):
        raise BadInput("同一个参数只能给出一次。")
    wanted = load(WANTED, request.args.to_dict())
    after, most = wanted.get("after", 0), wanted.get("limit", inputs.USUAL_EVENTS)
    found = _events(g.token.source_id, after=after, most=most + 1) if g.token.source_id else ()
    shown = found[:most]
    position = shown[-1].position if shown else after
    return answer({"events": EVENT.dump(shown, many=True), "next": position, "more": len(found) > most})


@blueprint.get("/messages/<digits:number>")
def show_message(number: int) -> ResponseReturnValue:
    """Show how the matter of a message stands that this system handed in."""
    return answer(TICKET.dump(citizen.view_of(own_message(number))))


def own_message(number: int) -> OwnMessage:
    """Return the message of this number that the calling system handed in; raises NotFound for any other."""
    wanted = number_in_address(number)
    message = feed.find_message_of(g.token.source_id, wanted) if g.token.source_id else None
    if message is None:
        raise NotFound("没有找到本系统提交的、编号如此的诉求。")
    return message


def number_in_address(number: int) -> str:
    """Return the service number that an address names; raises NotFound with the code that says what is wrong."""
    try:
        return str(parse(str(number)))
    except BadInput as error:
        raise _NoSuchNumber(error) from error


class _NoSuchNumber(NotFound):
    """What stands in the address is no number; the answer says what is wrong with it, by its own code."""

    def __init__(self, refusal: BadInput) -> None:
        super().__init__(refusal.message, field=refusal.field)
        self.code = refusal.code  # type: ignore[misc]


def _events(source_id: int, *, after: int, most: int) -> tuple[Any, ...]:
    if feed.any_waiting(source_id):
        with unit_of_work():
            room.give_positions(source_id)
    return feed.list_events(source_id, after=after, most=most)
