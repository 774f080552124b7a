"""Pages of long lists. Knows nothing of what is listed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from hotline.db import db

Row = TypeVar("Row")
PAGE_SIZE = 25


@dataclass(frozen=True)
class Paging:
    """Which page is asked for, counted from 1."""

    number: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list and how many rows the whole list has."""

    rows: Sequence[Row]
    total: int
    paging: Paging

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.total // self.paging.size))


def page_of(query: Select[Any], paging: Paging, shape: Callable[[Any], Row]) -> Page[Row]:
    """Run an ordered query for one page; counts the whole list in one more query."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = db.session.execute(query.limit(paging.size).offset((paging.number - 1) * paging.size)).all()
    return Page(tuple(shape(row) for row in rows), total, paging)
