"""Markup as the words that a reader of the page sees; scripts and styles say nothing. Knows no board and no mail.

One walk from left to right without a tree: strangers send markup, and parsers that build one need minutes for a page
that opens a hundred thousand elements and closes none.
"""

import html
import re
from collections.abc import Iterator

NEW_LINE = frozenset(("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote"))
_TAG = re.compile(r"<(?:[!?]|/?([a-zA-Z][a-zA-Z0-9:]{0,20}))")
_UNSEEN = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "title", "template")}


def plain(markup: str) -> str:
    """Return the words of markup, a line for each paragraph."""
    return "\n".join(line.strip() for line in "".join(_words(markup)).splitlines() if line.strip())


def _words(markup: str) -> Iterator[str]:
    at, end = 0, len(markup)
    while at < end:
        tag = _TAG.search(markup, at)
        if tag is None:
            break
        yield html.unescape(markup[at : tag.start()])
        name = (tag[1] or "").lower()
        if name in NEW_LINE:
            yield "\n"
        at = _behind(markup, tag, name)
    yield html.unescape(markup[at:])


def _behind(markup: str, tag: re.Match[str], name: str) -> int:
    """Return where the page goes on to be seen; what is opened and never closed is not seen at all."""
    is_comment = markup.startswith("<!--", tag.start())
    closing = markup.find("-->", tag.end()) + 3 if is_comment else markup.find(">", tag.end()) + 1
    if closing < 1 + 2 * is_comment:
        return len(markup)
    if name not in _UNSEEN or markup[tag.start() + 1] == "/":
        return closing
    hidden = _UNSEEN[name].search(markup, closing)
    return hidden.start() if hidden else len(markup)
