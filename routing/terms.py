"""The terms under which a Chinese text is found again: words and overlapping pairs of characters.

Databases do not split Chinese: 路灯 inside 门口路灯坏了 is invisible to their tokenizers. The same terms are made
of what is stored and of what is asked. Knows no database.
"""

import re

from routing.text import normalise, shared_tokenizer

_RUN = re.compile(r"[㐀-鿿]+|[0-9a-z]+")
_CHINESE = re.compile(r"[㐀-鿿]")


def search_terms(text: str) -> tuple[str, ...]:
    """Return the terms to store for a text: jieba's search-mode words, every character pair, each term once."""
    normal = normalise(text)
    terms: dict[str, None] = {}
    for run in _RUN.findall(normal):
        if _CHINESE.match(run):
            terms.update(dict.fromkeys(shared_tokenizer().cut_for_search(run, HMM=False)))
            terms.update(dict.fromkeys(_pairs(run)))
        else:
            terms[run] = None
    return tuple(terms)


def query_terms(text: str) -> tuple[str, ...]:
    """Return the terms that a stored text must hold, all of them, to be found by what was typed.

    Pairs find a phrase wherever it stands, whatever words jieba saw around it; a single character must be a word.
    """
    terms: dict[str, None] = {}
    for run in _RUN.findall(normalise(text)):
        pieces = _pairs(run) if _CHINESE.match(run) and len(run) > 1 else (run,)
        terms.update(dict.fromkeys(pieces))
    return tuple(terms)


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(run[at : at + 2] for at in range(len(run) - 1))
