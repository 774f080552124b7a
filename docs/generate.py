"""Writes docs/lifecycle.md from the table in hotline/domain/lifecycle.py; ``make docs`` calls it, a test compares.

Knows the table and Markdown, nothing else.
"""

from collections.abc import Iterator
from pathlib import Path

from hotline.domain.lifecycle import CLOCK_IN, FINISHED, PETITIONS, TRANSITIONS, Action, State, Tell, Transition

TARGET = Path(__file__).with_name("lifecycle.md")
HEAD = """# The life of a ticket

<!-- Written by `make docs` from hotline/domain/lifecycle.py; edit the table there. -->

Every change of state is one row of this table. The doorway (`hotline/flow/advance.py`) allows nothing else, writes the
journal entry and the messages of the row in the same transaction, and the buttons of every page, the API's
`allowed_actions` and the tests read the same rows.
"""
TELLS = {
    Tell.ROUTE_TICKET: "the study: propose departments",
    Tell.TELL_CITIZEN: "the citizen",
    Tell.TELL_DEPARTMENT: "the departments",
}


def render() -> str:
    """Return the page."""
    parts = (HEAD, _section("States", _states()), _section("Steps", _steps()), _section("Petitions", _petitions()))
    return "\n".join((*parts, _section("The same as a picture", _picture())))


def _section(title: str, lines: Iterator[str]) -> str:
    return f"## {title}\n\n" + "\n".join(lines) + "\n"


def _states() -> Iterator[str]:
    yield "| state | shown as | clock that runs | the matter rests |"
    yield "| --- | --- | --- | --- |"
    for state in State:
        clock = CLOCK_IN[state].label if state in CLOCK_IN else ""
        yield f"| `{state.value}` | {state.label} | {clock} | {'yes' if state in FINISHED else ''} |"


def _steps() -> Iterator[str]:
    yield "| step | shown as | from | to | who may | tells | reason needed |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for row in TRANSITIONS:
        cells = (
            f"`{row.action.value}`",
            row.action.label,
            ", ".join(source.label if source else "—" for source in row.sources),
            f"where it stood before, else {row.to.label}" if row.back else row.to.label,
            ", ".join(sorted(role.label for role in row.who)),
            ", ".join(TELLS[tell] for tell in row.tells),
            "yes" if row.note else "",
        )
        yield f"| {' | '.join(cells)} |"


def _petitions() -> Iterator[str]:
    yield "A department asks; only the grant, by someone else, moves the ticket."
    yield ""
    yield "| petition | while | decided by | granted as |"
    yield "| --- | --- | --- | --- |"
    for rule in PETITIONS:
        while_ = ", ".join(state.label for state in rule.when)
        yield f"| {rule.kind.label} | {while_} | {rule.decided_by.label} | {rule.granted_as.label} |"


def _picture() -> Iterator[str]:
    yield "Steps that any open ticket may take to its end (撤回, 不予受理) are left to the table."
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in State:
        yield f'    state "{state.label}" as {state.value}'
    for row in TRANSITIONS:
        yield from _arrows(row)
    yield "```"


def _arrows(row: Transition) -> Iterator[str]:
    if row.action in (Action.WITHDRAW, Action.DECLINE):
        return
    for source in row.sources:
        yield f"    {source.value if source else '[*]'} --> {row.to.value}: {row.action.label}"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
