"""What the study thinks of a call while it is being written down: candidates, marked words, likely repeats.

Reads the form as it stands, half-written; nothing is stored and nothing is refused. Knows no rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotline.clock import now
from hotline.domain.text_input import TEXT_LIMIT, TITLE_LIMIT, normalise_phone
from hotline.domain.vocabulary import Kind
from hotline.errors import BadInput
from hotline.flow import classification
from hotline.parts import parts
from hotline.queries import people, search
from hotline.queries.search import NewMessage, Repeat
from hotline.web.marks import Piece, mark_evidence
from routing import explain

NOTHING = "日常占比"  # the evidence of a candidate for whom the text says nothing
TELLING = ("exact", "fuzzy", "pinyin")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The panel beside the form."""

    outcome: str
    sentence: str
    candidates: list[dict[str, Any]]
    marked: tuple[Piece, ...]
    kind: Kind
    urgent: bool
    divert: Mapping[str, str] | None
    helpers: tuple[str, ...]
    repeats: tuple[Repeat, ...]


def panel_for(typed: Mapping[str, str]) -> Panel | None:
    """Return the panel for a half-written form; None where there is nothing to think about yet."""
    title, text = typed.get("title", "").strip()[:TITLE_LIMIT], typed.get("text", "").strip()[:TEXT_LIMIT]
    if len(title + text) < 2:
        return None
    decision = classification.propose(parts().study, text, title=title)
    answer = decision.as_dict()
    candidates = [{**each, "known": each["evidence"][0]["keyword"] != NOTHING} for each in answer["candidates"]]
    first = candidates[0]["evidence"] if candidates else ()
    telling = [each["found"] for each in first if each["how"] in TELLING]
    message = NewMessage(text=text, title=title, phone=_phone(typed), telling=(*telling, *answer["places"]))
    names = {each.id: each.name for each in people.list_departments()}
    return Panel(
        outcome=decision.outcome,
        sentence=explain(decision),
        candidates=candidates[:5],
        marked=mark_evidence(f"{title}\n{text}", first),
        kind=Kind.from_label(decision.kind),
        urgent=decision.urgent,
        divert=answer.get("divert"),
        helpers=tuple(names[each] for each in answer["helpers"] if each in names),
        repeats=search.list_similar(message, at=now()),
    )


def _phone(typed: Mapping[str, str]) -> str:
    try:
        return normalise_phone(typed.get("phone", ""))
    except BadInput:
        return ""  # half-typed
