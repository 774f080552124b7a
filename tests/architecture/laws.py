"""Every law of the house in one list: one test holds the tree to them, another shows that each bites."""

from collections.abc import Callable, Sequence

from tests.architecture import imports, pen, places
from tests.architecture.source import Module

Law = Callable[[Sequence[Module]], list[str]]

LAWS: tuple[Law, ...] = (
    imports.wrong_directions,
    imports.closed_doors,
    imports.flask_where_it_must_not_be,
    imports.rooms_calling_rooms,
    places.commits,
    places.state_changes,
    places.clock_readings,
    places.environment_readings,
    pen.sizes,
    pen.parameters,
    pen.empty_words,
    pen.missing_docstrings,
)
