"""A ticket's journal as staff read it: every entry with a title in plain words. Knows no rule and writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from hotline.domain.lifecycle import Action, PetitionKind
from hotline.domain.lines import Standing
from hotline.domain.people import Role
from hotline.domain.replay import CLOCKS
from hotline.domain.supervision import OrderKind
from hotline.domain.vocabulary import RemarkKind, ReturnReason, Satisfaction
from hotline.queries.tickets import File

TITLES: Mapping[str, str] = {
    **{action.value: action.label for action in Action},
    **{f"remark.{kind.value}": kind.label for kind in RemarkKind},
    **{f"petition.{kind.value}": f"申请{kind.label}" for kind in PetitionKind},
    **{f"petition.{kind.value}.refused": f"驳回{kind.label}申请" for kind in PetitionKind},
    "part.handed_in": "提交协办意见",
    "part.more_time": "协办单位申请延期",
    "part.more_time.granted": "主办单位同意协办延期",
    "part.more_time.refused": "主办单位不同意协办延期",
    "rating": "市民评价",
    "attached": "来源系统补交附件",
    "attachment_refused": "附件未通过安全检查，已删除",
    "reveal": "查看联系方式",
    "knowledge.cited": "引用知识",
    "opened": "来电时查看",
    "merged_in": "并入另一件来电",
    "split_off": "拆出一件来电",
    "linked": "关联一件重复来电",
    **{f"order.{kind.value}": f"发出{kind.label}" for kind in OrderKind},
    "taken": "领取",
    "put_back": "放回待领取",
    "order.answer": "答复督办单",
    "order.send_back": "退回督办答复",
    "order.close": "督办单办结",
    "order.lapse": "督办单失效",
    "not_a_repeat": "确认不是重复来件",
    "handed_over": "转交分中心",
    "handover.report": "分中心报告办理情况",
    "code_renewed": "核对后补发查询码",
    "code_refused": "补发查询码核对不符",
}
OTHER_TICKETS: Mapping[str, str] = {  # which ticket an entry speaks of
    "merge": "并入工单 {into}",
    "merged_in": "来自工单 {from}",
    "split_off": "工单 {ticket}",
    "link": "此前的工单 {earlier}",
    "linked": "来自工单 {from}",
    "not_a_repeat": "对比工单 {of}",
    "handed_over": "{name}",
}
Facts: TypeAlias = Mapping[str, Any]
Names: TypeAlias = Mapping[str, str]
ONLY_FOR_OPERATORS = frozenset({"reveal", "opened", "code_renewed", "code_refused"})
NEVER_TOLD = frozenset({CLOCKS})  # stands beside the story, in words, as the panel of time limits


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the story, as the timeline shows it."""

    at: datetime
    title: str
    by: str
    note: str


def tell(file: File, names: Mapping[str, str], *, reader: Role) -> tuple[Entry, ...]:
    """Return the ticket's story, the newest entry first; ``names`` are the departments' names by id."""
    said = {(remark.at, f"remark.{remark.kind.value}"): remark.text for remark in file.remarks}
    entries = []
    for entry in reversed(file.ticket.journal):
        if entry.what in NEVER_TOLD:
            continue
        if entry.what in ONLY_FOR_OPERATORS and reader is Role.DEPARTMENT:
            continue
        note = entry.note or said.get((entry.at, entry.what), "")
        parts = [part for part in (note, _facts_in_words(entry.what, entry.facts, names)) if part]
        department = names.get(entry.by_department_id or "", "")
        by = " ".join(part for part in (department, _author(entry.by_role, entry.by_name)) if part)
        entries.append(Entry(at=entry.at, title=TITLES.get(entry.what, entry.what), by=by, note="\n".join(parts)))
    return tuple(entries)


def _author(role: Role, name: str) -> str:
    return name if name == role.label else f"{name}（{role.label}）"


def _facts_in_words(what: str, facts: Facts, names: Names) -> str:
    """Say what an entry's facts add to its title; only facts that people need."""
    if what in OTHER_TICKETS:
        return OTHER_TICKETS[what].format(**facts) + _by_rule(facts)
    words = IN_WORDS.get(what)
    return words(facts, names) if words else ""


def _who_got_it(facts: Facts, names: Names) -> str:
    helpers = "、".join(names.get(each, each) for each in facts.get("helpers", ()))
    return f"主办：{names.get(facts['lead'], facts['lead'])}" + (f"；协办：{helpers}" if helpers else "")


def _why_not_ours(facts: Facts, _names: Names) -> str:
    reason = _label(ReturnReason, facts.get("reason"))
    return "".join(f"{name}：{value}\n" for name, value in (("理由", reason), ("依据", facts.get("basis"))) if value)


def _taken_back(facts: Facts, names: Names) -> str:
    suggested = names.get(facts.get("suggested") or "", "")
    back = f"退回单位：{names.get(facts['from'], facts['from'])}"
    return f"{back}；建议转交：{suggested}" if suggested else back


def _about_answer(facts: Facts, names: Names) -> str:
    missing = "、".join(names.get(each, each) for each in facts.get("unfinished", ()))
    said = [f"责任领导：{facts['leader']}" if facts.get("leader") else ""]
    said.append(f"答复时尚未提交意见的协办单位：{missing}" if missing else "")
    return "\n".join(each for each in said if each)


def _order(facts: Facts, names: Names) -> str:
    return f"第{facts['order']}号，发至{names.get(facts['department'], facts['department'])}"


def _helper(facts: Facts, names: Names) -> str:
    helper = facts.get("helper") or ""
    return f"协办单位：{names.get(helper, helper)}"


def _more_time(facts: Facts, names: Names) -> str:
    helper = names.get(facts.get("helper") or "", "")
    return (f"协办单位：{helper}；" if helper else "") + f"申请{facts['days']}个工作日"


IN_WORDS: Mapping[str, Callable[[Facts, Names], str]] = {
    "part.more_time": _more_time,
    "part.more_time.granted": _more_time,
    "part.more_time.refused": _more_time,
    "dispatch": _who_got_it,
    "rule": _who_got_it,
    "petition.send_back": _why_not_ours,
    "petition.extension": lambda facts, _: f"{facts['days']}个工作日",
    "extend": lambda facts, _: f"{facts['days']}个工作日",
    "petition.helper": _helper,
    "join": _helper,
    "consult": lambda facts, _: f"参加：{facts['took_part']}",
    "answer": _about_answer,
    "reopen": lambda facts, _: "督办办理，由责任领导作最终答复" if facts.get("final") else "",
    "order.urge": _order,
    "order.supervise": _order,
    "order.circulate": _order,
    "order.answer": lambda facts, _: f"责任领导：{facts['leader']}" if facts.get("leader") else "",
    "rating": lambda facts, _: _label(Satisfaction, facts.get("satisfaction")),
    "recall": _taken_back,
    "handover.report": lambda facts, _: _label(Standing, facts.get("standing")),
}


def _by_rule(facts: Mapping[str, Any]) -> str:
    return "（由系统按规则合并）" if facts.get("rule") else ""


def _label(words: Any, word: Any) -> str:
    return next((str(each.label) for each in words if each.value == word), "")
