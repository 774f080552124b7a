"""Checks of the directions of import. Each takes modules and returns complaints, one sentence each."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence

from tests.architecture.plan import FLASK_NEVER_IN, IMPORTS, ONLY_FROM, REQUEST_NAMES, REQUEST_ONLY_IN, Row
from tests.architecture.source import PRODUCT, Module, within

HOUSE = "hotline"
OURS = (*PRODUCT, "wsgi", "data", "templates", "tests")


def imported(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield what a module imports, as dotted names as deep as they are written, with the place."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                yield f"{base}.{alias.name}", node


def wrong_directions(found: Sequence[Module], table: Mapping[str, Row] = IMPORTS) -> list[str]:
    """Complain about every import that the table does not allow."""
    complaints = []
    for module in found:
        row = row_for(module.name, table)
        for name, node in imported(module):
            if name.startswith("."):
                complaints.append(f"{module.at(node)} imports {name}: write the whole name")
            elif not _allowed(name, row):
                complaints.append(f"{module.at(node)} imports {name}, which no row of the table allows")
    return complaints


def row_for(name: str, table: Mapping[str, Row]) -> Row:
    """Return what a module may import: its widest package, and what all rows that fit it name together.

    The house's own row is for its own face only; its modules do not inherit it.
    """
    fitting = sorted((each for each in table if within(name, each) and (each != HOUSE or name == HOUSE)), key=len)
    home = [each for each in fitting[:1] if each != HOUSE]
    rows = [table[each] for each in fitting]
    ours = (*home, *(one for row in rows for one in row.ours))
    return Row(ours, tuple(library for row in rows for library in row.outside))


def _allowed(name: str, row: Row) -> bool:
    top = name.partition(".")[0]
    if top not in OURS:
        return top in sys.stdlib_module_names or top in row.outside
    return any(within(name, each) for each in row.ours)


def closed_doors(found: Sequence[Module], table: Mapping[str, Sequence[str]] = ONLY_FROM) -> list[str]:
    """Complain where a name that is closed to most is imported by one of them."""
    return [
        f"{module.at(node)} imports {name}: only {', '.join(few)} may"
        for module in found
        for name, node in imported(module)
        for closed, few in table.items()
        if within(name, closed) and not any(within(module.name, each) for each in few)
    ]


def flask_where_it_must_not_be(found: Sequence[Module]) -> list[str]:
    """Complain about Flask in the pure layers, and about the request outside the counters."""
    complaints = []
    for module in found:
        pure = any(within(module.name, layer) for layer in FLASK_NEVER_IN)
        for name, node in imported(module):
            top, _, last = name.rpartition(".")
            if pure and name.partition(".")[0] in ("flask", "werkzeug", "flask_wtf"):
                complaints.append(f"{module.at(node)} imports {name}: this layer knows no HTTP")
            if top == "flask" and last in REQUEST_NAMES and not within(module.name, REQUEST_ONLY_IN):
                complaints.append(f"{module.at(node)} imports {name}: only {REQUEST_ONLY_IN} knows the request")
    return complaints


def rooms_calling_rooms(found: Sequence[Module]) -> list[str]:
    """Complain where a room imports from another room something that passes the doorway."""
    verbs = {
        f"{module.name}.{name}"
        for module in found
        if within(module.name, "hotline.flow") and module.name != "hotline.flow.advance"
        for name, function in module.functions()
        if any(_calls(node, "advance") for node in ast.walk(function))
    }
    return [
        f"{module.at(node)} imports {name}: a counter or a job chooses the next room"
        for module in found
        if within(module.name, "hotline.flow")
        for name, node in imported(module)
        if name in verbs
    ]


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
