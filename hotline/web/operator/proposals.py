"""What the study thinks of a call while it is being written down: candidates, marked words, likely repeats.

Reads the form as it stands, half-written; nothing is stored and nothing is refused. Knows no rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hotline.clock import now
from hotline.domain.city import city_time
from hotline.domain.repeat_rules import in_force
from hotline.domain.text_input import TEXT_LIMIT, TITLE_LIMIT, normalise_phone
from hotline.domain.vocabulary import Kind
from hotline.errors import BadInput
from hotline.flow import classification
from hotline.parts import parts
from hotline.queries import knowledge, people
from hotline.queries.refusals import worth_showing
from hotline.queries.repeats import Alike, Sender, list_alike
from hotline.web.furniture.marks import Piece, mark_evidence, shown_words
from routing import Evidence, explain
from routing.matters import Matter

LEAST_SHARE = 0.05
MOST_REPEATS = 3
TELLING = ("exact", "fuzzy", "pinyin")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The panel beside the form."""

    outcome: str
    sentence: str
    candidates: list[Mapping[str, Any]]
    marked: tuple[Piece, ...]
    kind: Kind
    urgent: bool
    divert: Mapping[str, str] | None
    helpers: tuple[str, ...]
    repeats: tuple[Alike, ...]
    articles: tuple[Any, ...]


def panel_for(typed: Mapping[str, str]) -> Panel | None:
    """Return the panel for a half-written form; None where there is nothing to think about yet."""
    title, text = typed.get("title", "").strip()[:TITLE_LIMIT], typed.get("text", "").strip()[:TEXT_LIMIT]
    if len(title + text) < 2:
        return None
    decision = classification.propose(parts().study, text, title=title)
    answer = decision.as_dict()
    candidates = [{**each, "shown": _shown(each)} for each in answer["candidates"]]
    first = candidates[0]["evidence"] if candidates else ()
    names = {each.id: each.name for each in people.list_departments()}
    return Panel(
        outcome=decision.outcome,
        sentence=explain(decision),
        candidates=worth_showing(candidates),
        marked=mark_evidence(f"{title}\n{text}" if title else text, first, offset=0 if title else 1),
        kind=Kind.from_label(decision.kind),
        urgent=decision.urgent,
        divert=answer.get("divert"),
        helpers=tuple(names[each] for each in answer["helpers"] if each in names),
        repeats=_repeats(title, text, typed),
        articles=knowledge.list_fitting(f"{title}\n{text}", city_time(now()).date()),
    )


def _repeats(title: str, text: str, typed: Mapping[str, str]) -> tuple[Alike, ...]:
    """Return what the call may repeat: probable ones, and whatever the same caller has open."""
    at = now()
    rules = in_force(parts().repeat_rules, at)
    matter = Matter(
        text=text, title=title, place=typed.get("place", "").strip(), district=typed.get("district", "").strip(), at=at
    )
    alike = list_alike(matter, at=at, window=timedelta(days=rules.window_days), sender=Sender(phone=_phone(typed)))
    worth = [each for each in alike if each.same_sender or each.likeness.probability >= rules.propose_from]
    return tuple(worth[:MOST_REPEATS])


def _shown(candidate: Mapping[str, Any]) -> list[Evidence]:
    """Return the evidence worth a look: the directory's words always, what past tickets taught only where it counts."""
    counts = candidate["score"] >= LEAST_SHARE
    return [each for each in shown_words(candidate["evidence"]) if counts or each.how in TELLING][:4]


def _phone(typed: Mapping[str, str]) -> str:
    try:
        return normalise_phone(typed.get("phone", ""))
    except BadInput:
        return ""  # half-typed
