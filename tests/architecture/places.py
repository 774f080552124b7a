"""Checks of what may happen in one place only: commit, state, clock, environment. Each returns complaints."""

import ast
from collections.abc import Callable, Sequence

from tests.architecture.source import Module, within

Test = Callable[[ast.AST], bool]
CLOCKS = {
    "datetime": {"now", "utcnow", "today", "fromtimestamp"},
    "date": {"today", "fromtimestamp"},
    "dt": {"now", "utcnow", "today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime"},
    "func": {"now", "current_timestamp", "localtimestamp"},
}


def commits(found: Sequence[Module]) -> list[str]:
    """Complain about a commit outside hotline/db.py; migrations are Alembic's own transaction."""
    return _outside(found, ("hotline.db", "hotline.migrations"), _is_commit, "commits")


def state_changes(found: Sequence[Module]) -> list[str]:
    """Complain where anything but the doorway gives a ticket its state."""
    return _outside(found, ("hotline.flow.advance",), _sets_state, "sets a state")


def doorway_assignments(found: Sequence[Module]) -> int:
    """Return how often the doorway assigns a state: once."""
    doorway = [module for module in found if module.name == "hotline.flow.advance"]
    return sum(_sets_state(node) for module in doorway for node in ast.walk(module.tree))


def clock_readings(found: Sequence[Module]) -> list[str]:
    """Complain where anything but hotline/clock.py asks what time it is; monotonic timers measure and may stay."""
    return _outside(found, ("hotline.clock",), _asks_the_time, "asks for the time")


def environment_readings(found: Sequence[Module]) -> list[str]:
    """Complain where anything but hotline/settings.py reads the environment."""
    return _outside(found, ("hotline.settings",), _reads_environment, "reads the environment")


def _outside(found: Sequence[Module], allowed: Sequence[str], test: Test, what: str) -> list[str]:
    return [
        f"{module.at(node)} {what}: only {allowed[0]} does"
        for module in found
        if not any(within(module.name, each) for each in allowed)
        for node in ast.walk(module.tree)
        if test(node)
    ]


def _is_commit(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "commit"


def _sets_state(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return any(_is_state(target) for target in targets)
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target, value=ast.expr()):
            return _is_state(target)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="state"), *_]):
            return True
        case ast.Call(func=ast.Attribute(attr="values" | "update") | ast.Name(id="Ticket"), keywords=keywords):
            return any(keyword.arg == "state" for keyword in keywords)
    return False


def _is_state(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return any(_is_state(each) for each in target.elts)
    return isinstance(target, ast.Attribute) and target.attr == "state"


def _asks_the_time(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
            return name in CLOCKS.get(owner, ())
        case ast.ImportFrom(module="time", names=names):
            return any(alias.name in CLOCKS["time"] for alias in names)
    return False


def _reads_environment(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "environb" | "getenv" | "putenv"):
            return True
        case ast.ImportFrom(module="os", names=names):
            return any(alias.name in ("environ", "environb", "getenv", "putenv") for alias in names)
    return False
