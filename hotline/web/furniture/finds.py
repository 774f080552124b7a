"""What a search found, with the words marked in title and excerpt. Knows no rule."""

from collections.abc import Mapping

from hotline.queries import search
from hotline.queries.paging import Page
from hotline.queries.rows import TicketRow
from hotline.web.furniture.marks import Piece, excerpt, mark_words

Find = tuple[tuple[Piece, ...], tuple[Piece, ...]]


def found_rows(page: Page[TicketRow], typed: str) -> Mapping[int, Find]:
    """Return title and excerpt of every row with the searched words marked, in one query."""
    words = search.words_to_mark(typed)
    texts = search.first_texts(row.id for row in page.rows)
    return {
        row.id: (mark_words(row.title, words), mark_words(excerpt(texts.get(row.id, ""), words), words))
        for row in page.rows
    }
