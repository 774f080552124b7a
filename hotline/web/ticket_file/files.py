"""A ticket's file as every counter shows it, and what all forms on it have in common. Knows no rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hotline.domain.lifecycle import Action, actions_open_to
from hotline.domain.number import spoken
from hotline.domain.people import Role
from hotline.domain.vocabulary import ClockKind, PartInTicket, RemarkKind, ReturnReason
from hotline.errors import BadInput, StaleForm
from hotline.queries import attachments, lines, orders, people, reminders, tickets
from hotline.queries.people import DepartmentRow
from hotline.queries.tickets import File
from hotline.web.furniture.given_back import FIELD_NAMES, NEVER_SHOWN, in_words
from hotline.web.furniture.listing import lamp_of
from hotline.web.furniture.marks import Piece, mark_evidence
from hotline.web.furniture.pages import day_text, moment_text
from hotline.web.guards import actor
from hotline.web.ticket_file import casework_told as told
from hotline.web.ticket_file import story

ADDED = (RemarkKind.SUPPLEMENT, RemarkKind.REWORK_WISH)


@dataclass(frozen=True)
class MarkedMessage:
    """One message of a file with the evidence of the proposal marked in it, and what its citizen added later."""

    message: Any
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    confidential: bool
    added: tuple[str, ...]


def file_page(number: str) -> dict[str, Any]:
    """Return what the template of a ticket's file needs, whoever reads it, in a fixed number of queries."""
    file, person = tickets.get_file(number, actor()), actor()
    departments = people.list_departments(active_only=False)
    names = {each.id: each.name for each in departments}
    tale = story.tell(file, names, reader=person.role)
    return {
        "file": file,
        "ticket": file.ticket,
        "spoken": spoken(file.ticket.number),
        "lamp": lamp_of(file.ticket.due_at),
        "names": names,
        "departments": tuple(each for each in departments if each.active),
        "parts": tuple(each for each in file.assignments if each.ended_at is None),
        "running": tuple(each for each in file.deadlines if each.ended_at is None),
        "promised_why": next((each.reason for each in file.deadlines if _is_promise(each, file.ticket)), ""),
        "handover": lines.find_handover(file.ticket),
        "petition": next((each for each in file.petitions if each.decided_at is None), None),
        **told.casework_on(file),
        "messages": _marked(file, reader=person.role),
        "story": tale,
        "may": may(person.role, file),
        "attached": attachments.by_owner(_files_of(file)),
        "reason_words": lambda word: next((each.label for each in ReturnReason if each.value == word), word),
        "orders": orders.list_of_ticket(file.ticket.id, person),
        "reminders": reminders.list_of_ticket(file.ticket.id, person),
        "lamp_of": lamp_of,
        **refusal_on_page(_as_it_is(file, tale), names),
    }


def _is_promise(deadline: Any, ticket: Any) -> bool:
    """Tell whether the date that the citizen was promised is this clock's."""
    return deadline.clock is ClockKind.HANDLE and deadline.due_at == ticket.promised_at


def refusal_on_page(now_there: list[tuple[str, str]], names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what a page shows of a refused form: what is there now where it is stale, what was typed, which form."""
    refusal = g.get("refusal")
    return {
        "stale": [pair for pair in now_there if pair[1]] if isinstance(refusal, StaleForm) else None,
        "yours": _yours(names or {}) if refusal else [],
        "attempted": _attempted(),
    }


def may(role: Role, file: File) -> frozenset[str]:
    """Return the words of the steps that this role may take now, and of the petitions it may decide."""
    steps = {action.value for action in actions_open_to(role, file.ticket.state)}
    decides = {"decide"} if told.may_decide(role, file) else set()
    return frozenset((steps - {Action.RECALL.value, Action.EXTEND.value}) | decides)


def form_version() -> int:
    """Return the version of the ticket that the form was made from; raises BadInput for a form without one."""
    typed = request.form.get("version", "")
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 9:
        raise BadInput("页面不完整，请刷新后重新提交。")
    return int(typed)


def done(words: str, endpoint: str, **values: Any) -> ResponseReturnValue:
    """Say what was done and go on to a page (303, so that reloading does not do it again)."""
    flash(words)
    return redirect(url_for(endpoint, **values), 303)


def department_from(typed: str, *, field: str) -> str:
    """Return the id of the department that was typed or chosen; raises BadInput where the directory has none such."""
    found = people.find_department_id(typed.strip()) if typed.strip() else None
    if found is None:
        raise BadInput("请选择目录中现有的承办单位。", field=field)
    return found


def department_options(departments: Iterable[DepartmentRow]) -> tuple[tuple[str, str], ...]:
    """Return the departments as pairs for a list to choose from."""
    return tuple((each.id, each.name) for each in departments)


def _attempted() -> str:
    """Return which form of the page was refused, so that only that one is shown filled in."""
    refused = (request.endpoint or "").rpartition(".")[2] if g.get("refusal") else ""
    return str(g.get("attempted", refused))


def _files_of(file: File) -> tuple[attachments.GivenFile, ...]:
    return attachments.list_of([each.id for each in file.messages], [each.id for each in file.answers])


def _marked(file: File, *, reader: Role) -> tuple[MarkedMessage, ...]:
    """Mark the first candidate's evidence for the operator who checks it.

    Its spans count in title, line break, then message after message.
    """
    candidates = file.proposal.decision["candidates"] if file.proposal and reader is Role.OPERATOR else []
    evidence = candidates[0]["evidence"] if candidates else ()
    marked, offset = [], len(file.ticket.title) + 1
    for message in file.messages:
        title = (
            mark_evidence(message.title, evidence) if message.title == file.ticket.title else (Piece(message.title),)
        )
        text = mark_evidence(message.text, evidence, offset=offset)
        added = tuple(each.text for each in file.remarks if each.message_id == message.id and each.kind in ADDED)
        home = message.home_ticket_id or file.ticket.id
        marked.append(MarkedMessage(message, title, text, home in file.confidential_homes, added))
        offset += len(message.text) + 1
    return tuple(marked)


def _as_it_is(file: File, tale: tuple[story.Entry, ...]) -> list[tuple[str, str]]:
    """Say what the ticket is now, for whoever typed on an older page."""
    ticket, last = file.ticket, tale[0]
    lead = next((each.department.name for each in file.assignments if _leads(each)), "尚未派单")
    return [
        ("状态", ticket.state.label),
        ("主办单位", lead),
        ("最近一步", f"{moment_text(last.at)}，{last.by}：{last.title}"),
        ("说明", last.note),
        ("办理期限", day_text(ticket.due_at)),
        ("最近的答复", file.answers[-1].text if file.answers else ""),
    ]


def _yours(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what was typed, whatever form it was typed into: that form may not be offered any more."""
    return [
        (FIELD_NAMES.get(name, name), "、".join(names.get(each) or in_words(name, each) for each in values))
        for name, values in request.form.lists()
        if name not in NEVER_SHOWN and any(each.strip() for each in values)
    ]


def _leads(assignment: Any) -> bool:
    return assignment.ended_at is None and assignment.part is PartInTicket.LEAD
