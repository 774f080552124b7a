"""A decision in one or two Chinese sentences that a dispatcher can check against the text.

Knows nothing of pages: it returns plain text.
"""

from collections.abc import Sequence

from routing.decision import NOTHING_FOUND, Candidate, Decision, Evidence

_HOW = {"exact": "", "fuzzy": "（疑为笔误）", "pinyin": "（同音）", "learned": "（以往派单）"}


def explain(decision: Decision) -> str:
    """Say in one or two Chinese sentences where the message goes and why."""
    lead = decision.lead
    if lead is None:
        return "派单目录里还没有部门，也没有可参考的历史工单，请人工派单。"
    first = f"{decision.divert.why}，{decision.divert.advice}" if decision.divert else _first(decision, lead)
    second = _second(decision, lead)
    return f"{first}{second}"


def _first(decision: Decision, lead: Candidate) -> str:
    reasons = reasons_of(lead)
    if not reasons:
        return "正文里没有找到可以依据的内容，以下只是按日常工单的多少排列，请人工判断。"
    share = f"{lead.score:.0%}"
    matter = f"属于“{lead.matter}”，" if lead.matter else ""
    match decision.outcome:
        case "assigned":
            return f"文中提到{reasons}，{matter}建议由{lead.department}主办（把握{share}）。"
        case "ambiguous":
            return f"文中提到{reasons}，{matter}首先考虑{lead.department}（把握{share}），请核对。"
        case _:
            return f"依据不足：文中只提到{reasons}，{lead.department}的可能性为{share}，请人工判断。"


def reasons_of(candidate: Candidate, limit: int = 3) -> str:
    """List the strongest places in the text that speak for a candidate, at most ``limit``; empty where none does."""
    return "、".join(_quote(piece) for piece in words_to_show(candidate.evidence)[:limit])


def words_to_show(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence as a person reads it, the order kept: no word twice, and none that lies within another."""
    shown: dict[str, Evidence] = {}
    for each in evidence:
        if each.found and not any(_within(each, other) for other in evidence):
            shown.setdefault(each.found, each)
    return list(shown.values())


def _within(piece: Evidence, other: Evidence) -> bool:
    """Tell whether the other piece says more; what past tickets taught never hides a word of the directory."""
    if other.how == "learned" != piece.how:
        return False
    longer = other.end - other.start > piece.end - piece.start
    return longer and other.start <= piece.start and piece.end <= other.end


def _quote(piece: Evidence) -> str:
    note = _HOW[piece.how]
    if piece.how in ("fuzzy", "pinyin"):
        note = f"（{'同音' if piece.how == 'pinyin' else '疑为笔误'}，应为“{piece.keyword}”）"
    return f"“{piece.found}”{note}"


def _second(decision: Decision, lead: Candidate) -> str:
    if decision.divert:
        return f"如仍需派单，可交{lead.department}。" if lead.evidence[0].keyword != NOTHING_FOUND else ""
    if decision.outcome == "assigned" or len(decision.candidates) < 2:
        return ""
    other = decision.candidates[1]
    reasons = reasons_of(other, 2)
    return f"另一可能是{other.department}（{other.score:.0%}{f'，因提到{reasons}' if reasons else ''}）。"
