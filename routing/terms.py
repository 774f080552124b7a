"""Words for full-text search: jieba's search-mode words and overlapping pairs, the same for what is stored and asked.

Databases do not split Chinese, so the terms are made here. Knows nothing of databases.
"""

import re
from functools import lru_cache

from routing.text import Words, normalise

LONGEST_NUMBER = 6  # longer runs of digits are phones, identity numbers and accounts: never indexed
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


@lru_cache(maxsize=1)
def _words() -> Words:
    return Words()


def search_terms(text: str) -> tuple[str, ...]:
    """Return the terms to store for a text: words of one character and more, all pairs of neighbours, codes."""
    terms: dict[str, None] = {}
    for run in _RUN.findall(normalise(text)):
        if not _is_chinese(run):
            _add_code(terms, run)
            continue
        terms.update(dict.fromkeys(_words().cut_for_search(run)))
        terms.update(dict.fromkeys(run))
        terms.update(dict.fromkeys(_pairs(run)))
    return tuple(terms)


def query_terms(typed: str) -> tuple[str, ...]:
    """Return the terms a stored text must have so that it may hold what was typed; empty where nothing can be asked."""
    terms: dict[str, None] = {}
    for run in _RUN.findall(normalise(typed)):
        if not _is_chinese(run):
            _add_code(terms, run)
        else:
            terms.update(dict.fromkeys(_pairs(run) if len(run) > 1 else run))
    return tuple(terms)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _is_chinese(run: str) -> bool:
    return run[0] > "z"


def _add_code(terms: dict[str, None], run: str) -> None:
    if not (run.isdigit() and len(run) > LONGEST_NUMBER):
        terms[run] = None
