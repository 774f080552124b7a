"""Matters whose proposals people corrected again and again in the same way, and what the directory should say instead.

A keyword is moved where one alone stood in every correction and in no dispatch that followed the proposal; else the
whole matter, where it was corrected more often than followed. Counts what it is handed; asks no table.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from hotline.queries.corrections import Dispatched

AGAIN_AND_AGAIN = 3  # times one matter went to one other department


class KnownMatter(NamedTuple):
    """A matter of the directory in force."""

    name: str
    lead: str
    keywords: frozenset[str]  # by the labels that evidence names


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One change of the directory: a ``keyword`` moves to the matter ``target_id``, or the matter gets another lead."""

    matter_id: str
    matter: str
    lead: str
    chosen_id: str
    chosen: str
    count: int
    followed: int
    number: str  # the newest ticket that was corrected
    keyword: str = ""
    target_id: str = ""
    target: str = ""

    @property
    def sentence(self) -> str:
        """Say the change in one sentence."""
        if self.keyword:
            return f"关键词“{self.keyword}”由事项“{self.matter}”移到事项“{self.target}”（{self.chosen}）"
        return f"事项“{self.matter}”的主办单位由{self.lead}改为{self.chosen}"


def suggest_changes(dispatched: Iterable[Dispatched], known: Mapping[str, KnownMatter]) -> tuple[Suggestion, ...]:
    """Return what the latest dispatches suggest, the most frequent correction first.

    What was proposed when the matter had another lead than in the directory in force is left out.
    """
    by_matter: dict[str, list[Dispatched]] = defaultdict(list)
    for each in dispatched:
        matter = known.get(each.first.get("matter_id") or "")
        if matter and matter.lead == each.first["department_id"]:
            by_matter[each.first["matter_id"]].append(each)
    found = [made for matter_id, cases in by_matter.items() for made in _of_one_matter(matter_id, cases, known)]
    return tuple(sorted(found, key=lambda each: (-each.count, each.matter_id, each.chosen_id)))


def _of_one_matter(matter_id: str, cases: list[Dispatched], known: Mapping[str, KnownMatter]) -> Iterable[Suggestion]:
    matter = known[matter_id]
    followed = [each for each in cases if each.department_id == matter.lead]
    corrected: dict[str, list[Dispatched]] = defaultdict(list)
    for each in cases:
        if each.department_id != matter.lead:
            corrected[each.department_id].append(each)
    for chosen_id, same in corrected.items():
        if len(same) < AGAIN_AND_AGAIN:
            continue
        change = _keyword_change(matter, chosen_id, same, followed, known)
        if change is None and len(same) <= len(followed):
            continue  # both are right at times: nothing that a table could say
        yield Suggestion(
            matter_id=matter_id,
            matter=matter.name,
            lead=same[-1].first["department"],
            chosen_id=chosen_id,
            chosen=same[-1].department,
            count=len(same),
            followed=len(followed),
            number=same[-1].number,
            **(change or {}),
        )


def _keyword_change(
    matter: KnownMatter,
    chosen_id: str,
    same: list[Dispatched],
    followed: list[Dispatched],
    known: Mapping[str, KnownMatter],
) -> dict[str, str] | None:
    """Return the one keyword that misled and where it belongs; None where there is no such one."""
    misled = frozenset.intersection(*(_labels(each.first, matter) for each in same))
    misled -= frozenset().union(*(_labels(each.first, matter) for each in followed))
    targets = Counter(found for each in same if (found := _matter_of(each, chosen_id, known)))
    if len(misled) != 1 or len(matter.keywords) < 2 or not targets:
        return None
    target = targets.most_common(1)[0][0]
    return {"keyword": min(misled), "target_id": target, "target": known[target].name}


def _labels(candidate: Mapping[str, Any], matter: KnownMatter) -> frozenset[str]:
    said = {each["keyword"] for each in candidate.get("evidence", ()) if each["how"] != "learned"}
    return matter.keywords & said


def _matter_of(each: Dispatched, department_id: str, known: Mapping[str, KnownMatter]) -> str:
    """Return the matter by which the chosen department was proposed as well; empty where it was not."""
    for candidate in each.decision.get("candidates", ()):
        matter_id = candidate.get("matter_id") or ""
        if candidate["department_id"] == department_id and matter_id in known:
            return matter_id if known[matter_id].lead == department_id else ""
    return ""
