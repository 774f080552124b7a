"""What a list's address says: page, filters, lamps. Lists are GET, and no address ever holds personal data.

Values that nobody offers are ignored: a mistyped filter shows the whole list, never an error page.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from flask import request

from hotline.clock import now
from hotline.domain.limits import Lamp, lamp
from hotline.domain.vocabulary import Labelled
from hotline.parts import parts
from hotline.queries.paging import Paging
from hotline.queries.rows import LampEdges

Word = TypeVar("Word", bound=Labelled)
LAST_PAGE = 400  # nobody turns so many pages; a filter or a search is meant


def paging() -> Paging:
    """Return the page that the address asks for; the first where it asks for none."""
    asked = request.args.get("page", "1")
    return Paging(min(int(asked), LAST_PAGE) if asked.isascii() and asked.isdigit() and int(asked) > 0 else 1)


def chosen(name: str, words: Iterable[Word]) -> Word | None:
    """Return the word that the address holds under a name, if it is one of these."""
    asked = request.args.get(name, "")
    return next((word for word in words if word.value == asked), None)


def lamp_of(due_at: datetime | None) -> Lamp | None:
    """Return the lamp of a due moment as it shines now."""
    return lamp(due_at, now(), parts().rules.calendar)


def lamp_edges() -> LampEdges:
    """Return where the lamps change now."""
    return LampEdges.at(now(), parts().rules.calendar)
