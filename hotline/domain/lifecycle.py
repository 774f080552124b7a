"""The life of a ticket as one table; doorway, pages, API, database, docs and tests read it. Knows no database.

Source: the closed loop 受理 → 派单 → 办理 → 答复 → 督办 → 办结 → 回访 → 评价 of 国办发〔2020〕53号, with returns and
their review (派单异议审核) as in 国办函〔2025〕66号 (五).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hotline.domain.people import Role
from hotline.domain.vocabulary import ClockKind, Labelled
from hotline.errors import IllegalTransition


class State(Labelled):
    """Where a ticket stands."""

    RECEIVED = "received", "已受理"
    WAITING = "waiting", "待补充"
    PAUSED = "paused", "办理待补充"
    DISPUTED = "disputed", "待裁定"
    DECLINED = "declined", "不予受理"
    CLASSIFIED = "classified", "待派单"
    MERGED = "merged", "已并单"
    DISPATCHED = "dispatched", "待签收"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "待审核"
    APPROVED = "approved", "已答复"
    CLOSED = "closed", "已办结"
    PUBLISHED = "published", "已公开"
    VOIDED = "voided", "已撤回"


class Action(Labelled):
    """A step that changes where a ticket stands."""

    RECEIVE = "receive", "受理"
    ARCHIVE = "archive", "迁入历史工单"
    ASK = "ask", "请市民补充"
    PAUSE = "pause", "请市民补充，暂停计时"
    SUPPLY = "supply", "补充情况"
    RESUME = "resume", "恢复办理"
    DECLINE = "decline", "不予受理"
    CLASSIFY = "classify", "分类"
    SETTLE = "settle", "当场答复"
    MERGE = "merge", "并单"
    SPLIT = "split", "取消并单"
    LINK = "link", "关联办结"
    DISPATCH = "dispatch", "派单"
    SIGN = "sign", "签收"
    RECALL = "recall", "同意退单"
    DISPUTE = "dispute", "提请裁定"
    CONSULT = "consult", "会商"
    RULE = "rule", "裁定"
    JOIN = "join", "加派协办"
    EXTEND = "extend", "同意延期"
    ANSWER = "answer", "提交答复"
    REJECT = "reject", "退回重办"
    APPROVE = "approve", "审核通过"
    CLOSE = "close", "办结"
    PUBLISH = "publish", "公开"
    UNPUBLISH = "unpublish", "撤下公开"
    REOPEN = "reopen", "重办"
    WITHDRAW = "withdraw", "撤回"


class Tell(StrEnum):
    """The outbox messages; steps name the first three, supervision and reminders the others."""

    ROUTE_TICKET = "route_ticket"
    TELL_CITIZEN = "tell_citizen"
    TELL_DEPARTMENT = "tell_department"
    SEND_ORDER = "send_order"
    REMIND = "remind"
    TELL_SOURCE = "tell_source"  # named by no row: whoever handed a message in may ask to be told of every step


@dataclass(frozen=True)
class Transition:
    """One row: the step, the states it may start from, the state it ends in, who may take it, whom it tells.

    A row with ``back`` undoes an earlier step: it ends where that step began, where the doorway is told so.
    """

    action: Action
    sources: tuple[State | None, ...]
    to: State
    who: frozenset[Role]
    tells: tuple[Tell, ...] = ()
    note: bool = False
    back: bool = False


def _row(
    action: Action,
    sources: Iterable[State | None],
    to: State,
    who: Iterable[Role],
    *tells: Tell,
    note: bool = False,
    back: bool = False,
) -> Transition:
    return Transition(action, tuple(sources), to, frozenset(who), tells, note, back)


S, A, R, M = State, Action, Role, Tell
OPEN = (S.RECEIVED, S.CLASSIFIED)
WITH_DEPARTMENT = (S.DISPATCHED, S.HANDLING)
DONE = (S.APPROVED, S.CLOSED, S.PUBLISHED)
HELD = (*WITH_DEPARTMENT, S.PAUSED)
FINISHED = (*DONE, S.DECLINED, S.VOIDED, S.MERGED)

# The clock that runs in a state; where none is named, somebody may take their time or the matter rests.
CLOCK_IN = {
    S.CLASSIFIED: ClockKind.DISPATCH,
    S.WAITING: ClockKind.WAIT,
    S.DISPUTED: ClockKind.RULING,
    S.DISPATCHED: ClockKind.HANDLE,
    S.HANDLING: ClockKind.HANDLE,
    S.PAUSED: ClockKind.WAIT,
    S.APPROVED: ClockKind.FOLLOW_UP,
}

# fmt: off
TRANSITIONS = (
    #    action        from                     to            who may                          tells
    _row(A.RECEIVE,   (None,),                  S.RECEIVED,   {R.CITIZEN, R.OPERATOR},         M.ROUTE_TICKET),
    _row(A.ARCHIVE,   (None,),                  S.CLOSED,     {R.SYSTEM}),
    _row(A.ASK,       OPEN,                     S.WAITING,    {R.OPERATOR},                    M.TELL_CITIZEN, note=True),
    _row(A.SUPPLY,    (S.WAITING,),             S.RECEIVED,   {R.CITIZEN, R.OPERATOR},         M.ROUTE_TICKET),
    _row(A.RESUME,    (S.WAITING,),             S.RECEIVED,   {R.SYSTEM},                      M.ROUTE_TICKET, note=True),
    _row(A.DECLINE,   OPEN,                     S.DECLINED,   {R.OPERATOR},                    M.TELL_CITIZEN, note=True),
    _row(A.CLASSIFY,  OPEN,                     S.CLASSIFIED, {R.SYSTEM, R.OPERATOR}),
    _row(A.SETTLE,    OPEN,                     S.CLOSED,     {R.OPERATOR},                    M.TELL_CITIZEN, note=True),
    _row(A.LINK,      OPEN,                     S.CLOSED,     {R.OPERATOR},                    M.TELL_CITIZEN, note=True),
    _row(A.MERGE,     (*OPEN, S.WAITING),       S.MERGED,     {R.OPERATOR, R.SYSTEM},          M.TELL_CITIZEN, note=True),
    _row(A.MERGE,     WITH_DEPARTMENT,          S.MERGED,     {R.OPERATOR},                    M.TELL_CITIZEN, M.TELL_DEPARTMENT, note=True),
    _row(A.SPLIT,     (S.MERGED,),              S.CLASSIFIED, {R.OPERATOR},                    M.ROUTE_TICKET, M.TELL_CITIZEN, M.TELL_DEPARTMENT, note=True, back=True),
    _row(A.DISPATCH,  (S.CLASSIFIED,),          S.DISPATCHED, {R.OPERATOR},                    M.TELL_DEPARTMENT),
    _row(A.SIGN,      (S.DISPATCHED,),          S.HANDLING,   {R.DEPARTMENT, R.SYSTEM}),
    _row(A.RECALL,    WITH_DEPARTMENT,          S.CLASSIFIED, {R.OPERATOR},                    M.TELL_DEPARTMENT, note=True),
    _row(A.DISPUTE,   (S.CLASSIFIED,),          S.DISPUTED,   {R.OPERATOR, R.SUPERVISOR},      note=True),
    _row(A.CONSULT,   (S.DISPUTED,),            S.DISPUTED,   {R.SUPERVISOR},                  note=True),
    _row(A.RULE,      (S.DISPUTED,),            S.DISPATCHED, {R.SUPERVISOR, R.SYSTEM},        M.TELL_DEPARTMENT, note=True),
    _row(A.PAUSE,     (S.HANDLING,),            S.PAUSED,     {R.DEPARTMENT, R.OPERATOR},      M.TELL_CITIZEN, note=True),
    _row(A.SUPPLY,    (S.PAUSED,),              S.HANDLING,   {R.CITIZEN, R.OPERATOR},         M.TELL_DEPARTMENT),
    _row(A.RESUME,    (S.PAUSED,),              S.HANDLING,   {R.DEPARTMENT, R.SYSTEM},        M.TELL_DEPARTMENT, note=True),
    _row(A.JOIN,      (S.DISPATCHED,),          S.DISPATCHED, {R.OPERATOR, R.SUPERVISOR, R.DEPARTMENT}, M.TELL_DEPARTMENT, note=True),
    _row(A.JOIN,      (S.HANDLING,),            S.HANDLING,   {R.OPERATOR, R.SUPERVISOR, R.DEPARTMENT}, M.TELL_DEPARTMENT, note=True),
    _row(A.EXTEND,    (S.HANDLING,),            S.HANDLING,   {R.SUPERVISOR},                  M.TELL_DEPARTMENT, M.TELL_CITIZEN, note=True),
    _row(A.ANSWER,    (S.HANDLING,),            S.ANSWERED,   {R.DEPARTMENT}),
    _row(A.REJECT,    (S.ANSWERED,),            S.HANDLING,   {R.SUPERVISOR},                  M.TELL_DEPARTMENT, note=True),
    _row(A.APPROVE,   (S.ANSWERED,),            S.APPROVED,   {R.SUPERVISOR},                  M.TELL_CITIZEN),
    _row(A.CLOSE,     (S.APPROVED,),            S.CLOSED,     {R.OPERATOR, R.CITIZEN, R.SYSTEM}),
    _row(A.PUBLISH,   (S.APPROVED, S.CLOSED),   S.PUBLISHED,  {R.SUPERVISOR}),
    _row(A.UNPUBLISH, (S.PUBLISHED,),           S.CLOSED,     {R.SUPERVISOR},                  note=True),
    _row(A.REOPEN,    DONE,                     S.CLASSIFIED, {R.OPERATOR},                    M.TELL_CITIZEN, note=True),
    _row(A.WITHDRAW,  (*OPEN, S.WAITING, S.DISPUTED, S.MERGED, *HELD), S.VOIDED, {R.CITIZEN, R.OPERATOR}),
)
# fmt: on


class PetitionKind(Labelled):
    """What a department may ask for; someone else decides."""

    SEND_BACK = "send_back", "退单"
    EXTENSION = "extension", "延期"
    HELPER = "helper", "协办"


@dataclass(frozen=True)
class PetitionRule:
    """When a department may ask, who decides (unless the city says otherwise), and the step that a grant takes."""

    kind: PetitionKind
    when: tuple[State, ...]
    decided_by: Role
    granted_as: Action


PETITIONS = (
    PetitionRule(PetitionKind.SEND_BACK, when=WITH_DEPARTMENT, decided_by=R.OPERATOR, granted_as=A.RECALL),
    PetitionRule(PetitionKind.EXTENSION, when=(S.HANDLING,), decided_by=R.SUPERVISOR, granted_as=A.EXTEND),
    PetitionRule(PetitionKind.HELPER, when=WITH_DEPARTMENT, decided_by=R.OPERATOR, granted_as=A.JOIN),
)

_BY_STEP = {(row.action, source): row for row in TRANSITIONS for source in row.sources}
_PETITION = {rule.kind: rule for rule in PETITIONS}


def transition_for(action: Action, state: State | None) -> Transition:
    """Return the row that lets ``action`` happen in ``state``; raise IllegalTransition where there is none."""
    row = _BY_STEP.get((action, state))
    if row is None:
        standing = state.label if state else "尚未受理"
        raise IllegalTransition(f"工单当前为“{standing}”，不能进行“{action.label}”。")
    return row


def actions_open_to(role: Role, state: State) -> frozenset[Action]:
    """Return the steps that a person of this role may take while a ticket is in this state."""
    return frozenset(row.action for (_, source), row in _BY_STEP.items() if source is state and role in row.who)


def petition_rule(kind: PetitionKind) -> PetitionRule:
    """Return the rule of a kind of petition."""
    return _PETITION[kind]
