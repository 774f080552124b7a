"""What a ticket's states and steps mean to the citizen, in plain words. Data and folds over it; writes nothing.

A step that is missing here is not shown: the citizen's story is an allow-list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.city import city_time
from hotline.domain.lifecycle import Action, State
from hotline.models import JournalEntry


@dataclass(frozen=True)
class Standing:
    """A state in plain words: what it is called, what it means, what happens next. ``{unit}`` is the department."""

    label: str
    meaning: str
    next_step: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """One step that the citizen is told of."""

    at: datetime
    title: str
    note: str = ""
    said: bool = False  # the note was written to the citizen


_SOON = "热线核对后会交给承办单位，并在本页写明单位名称和承诺答复的日期。"
_RATE = "请看下面的答复。您可以作出评价；如果没有解决，可以要求重办。"
FINAL = "承办单位负责人已作最终答复，这件事到此办结。如有新的事实和理由，可以另行反映。"
STANDINGS: Mapping[State, Standing] = {
    State.RECEIVED: Standing("已受理", "热线已收到您的诉求，正在确定由哪个单位办理。", _SOON),
    State.CLASSIFIED: Standing("已受理", "热线已收到您的诉求，正在确定由哪个单位办理。", _SOON),
    State.WAITING: Standing("等您补充", "办理还缺少一些情况，需要您补充。", "请在本页补充，补充后会继续办理。"),
    State.PAUSED: Standing(
        "等您补充",
        "{unit}在办理中需要您补充一些情况，等您补充期间不计入办理时间。",
        "请在本页补充，补充后会继续办理并重新写明承诺日期；到期没有补充的，会按现有情况继续办理。",
    ),
    State.DISPUTED: Standing(
        "已受理", "热线已收到您的诉求，正在确定承办单位。", "热线会尽快确定由哪个单位办理，并在本页写明承诺答复的日期。"
    ),
    State.DECLINED: Standing(
        "不予受理", "这件事不在热线受理范围内，原因和办理途径写在下面。", "请按说明的途径办理；有疑问请拨打12345。"
    ),
    State.MERGED: Standing("合并办理", "这件事已与其他人反映的同一件事合并办理。", "办理结果会同样告知您。"),
    State.DISPATCHED: Standing(
        "已交办", "已交给{unit}，等待对方签收。", "承办单位签收后开始办理，并在承诺日期前答复。"
    ),
    State.HANDLING: Standing("办理中", "{unit}正在办理。", "承办单位会在承诺日期前答复；需要时可能与您联系核实。"),
    State.ANSWERED: Standing("答复审核中", "{unit}已提交答复，热线正在审核。", "审核通过后，答复会显示在本页。"),
    State.APPROVED: Standing("已答复", "承办单位已作出答复。", _RATE),
    State.CLOSED: Standing("已办结", "这件事已答复并办结。", "如果没有解决，可以要求重办。"),
    State.PUBLISHED: Standing(
        "已办结", "这件事已办结，隐去个人信息后已在“看答复”中公开。", "如果没有解决，可以要求重办。"
    ),
    State.VOIDED: Standing("已撤回", "您已撤回这件诉求，不再办理。", "如有新的情况，可以重新反映。"),
}

# Notes are shown only where they were written to the citizen.
_STEPS: Mapping[str, str] = {
    Action.RECEIVE.value: "收到您的诉求",
    Action.ARCHIVE.value: "由{unit}办理完毕，从原系统迁入",
    Action.ASK.value: "请您补充情况",
    Action.DECLINE.value: "不予受理",
    Action.DISPATCH.value: "交给{unit}办理",
    "handed_over": "转给{line}分中心办理，仍用这个编号查询",
    Action.SIGN.value: "{unit}签收，开始办理",
    Action.RECALL.value: "重新确定承办单位",
    Action.RULE.value: "确定由{unit}办理",
    Action.PAUSE.value: "请您补充情况",
    Action.RESUME.value: "没有等到补充，按现有情况继续办理",
    Action.EXTEND.value: "办理时间延长，承诺日期改为{day}",
    Action.ANSWER.value: "{unit}提交答复，热线审核",
    Action.REJECT.value: "答复需要完善，已请承办单位继续办理",
    Action.APPROVE.value: "审核通过，答复您",
    Action.SETTLE.value: "热线当场答复",
    Action.CLOSE.value: "办结",
    Action.PUBLISH.value: "隐去个人信息后公开",
    Action.REOPEN.value: "同意重办",
    Action.MERGE.value: "与他人反映的同一件事合并办理",
    Action.SPLIT.value: "恢复单独办理",
    Action.LINK.value: "这件事此前已有答复，热线再次答复您",
    Action.WITHDRAW.value: "您撤回了诉求",
}
_CLOSED_UNANSWERED = "回访期限内没有收到您的意见，自动办结；您仍可评价，没有解决的可以要求重办"
_NOTES = frozenset({Action.ASK.value, Action.PAUSE.value, Action.DECLINE.value})
UNKNOWN_UNIT = "承办单位"


def unit_of(entry: JournalEntry) -> str | None:
    """Return the id of the department that a step speaks of, if any."""
    lead = entry.facts.get("lead")
    return str(lead) if lead else entry.by_department_id


def events_of(entries: Iterable[JournalEntry], names: Mapping[str, str]) -> tuple[Event, ...]:
    """Return the steps among the entries that the citizen is told of; ``names`` are departments' names by id."""
    told = []
    for entry in entries:
        words = _CLOSED_UNANSWERED if entry.facts.get("unanswered") else _STEPS.get(entry.what)
        if words is None:
            continue
        unit = names.get(unit_of(entry) or "", UNKNOWN_UNIT)
        note = entry.note if entry.what in _NOTES else ""
        title = words.format(unit=unit, day=_day_in(entry), line=entry.facts.get("name", ""))
        told.append(Event(at=entry.at, title=title, note=note, said=bool(note)))
    return tuple(told)


def _day_in(entry: JournalEntry) -> str:
    """Return the new date that an extension names."""
    due_at = entry.facts.get("due_at")
    if not isinstance(due_at, str):
        return "新的日期"
    day = city_time(datetime.fromisoformat(due_at))
    return f"{day.year}年{day.month}月{day.day}日"
