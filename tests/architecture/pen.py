"""Checks of the pen: sizes, names, docstrings. Each takes modules and returns complaints."""

import ast
import re
from collections.abc import Iterator, Sequence

from tests.architecture.plan import (
    FORBIDDEN_WORDS,
    LONGEST_FILE,
    LONGEST_FUNCTION,
    MOST_POSITIONAL,
    MOST_POSITIONAL_PRIVATE,
    WRITTEN_FOR_ALEMBIC,
)
from tests.architecture.source import Function, Module, within

# Names that a library gave: SQLAlchemy's hooks of a column type, logging's and http.server's.
GIVEN_NAMES = frozenset({"process_bind_param", "process_result_value"})
# 协办 departments are the field's helpers: the word is forbidden to modules, not to what names those departments.
FORBIDDEN_TO_MODULES_ONLY = frozenset({"helpers"})
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def sizes(found: Sequence[Module]) -> list[str]:
    """Complain about files and functions that are too long to be read at a sitting."""
    complaints = []
    for module in found:
        lines = len(module.text.splitlines())
        if lines > LONGEST_FILE and not within(module.name, WRITTEN_FOR_ALEMBIC):
            complaints.append(f"{module.name} has {lines} lines, more than {LONGEST_FILE}")
        for name, function in module.functions():
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > LONGEST_FUNCTION and not within(module.name, WRITTEN_FOR_ALEMBIC):
                complaints.append(f"{module.at(function)} {name} has {length} lines, more than {LONGEST_FUNCTION}")
    return complaints


def parameters(found: Sequence[Module]) -> list[str]:
    """Complain about calls that cannot be read: many positional parameters, or a positional yes or no."""
    complaints = []
    for module in found:
        for name, function in module.functions():
            if _called_by_a_library(module, function):
                continue
            positional = _positional(function)
            if len(positional) > (MOST_POSITIONAL_PRIVATE if function.name.startswith("_") else MOST_POSITIONAL):
                complaints.append(f"{module.at(function)} {name} takes {len(positional)} positional parameters")
            complaints += [
                f"{module.at(function)} {name} takes the yes or no “{each.arg}” by position"
                for each in _yes_or_no(function, positional)
            ]
    return complaints


def _called_by_a_library(module: Module, function: Function) -> bool:
    """Tell whether Alembic or click calls the function: by its own rules, click by keyword."""
    commands = ("command", "group")
    decorators = [each.func for each in function.decorator_list if isinstance(each, ast.Call)]
    is_command = any(isinstance(each, ast.Attribute) and each.attr in commands for each in decorators)
    return is_command or within(module.name, WRITTEN_FOR_ALEMBIC)


def _positional(function: Function) -> list[ast.arg]:
    every = [*function.args.posonlyargs, *function.args.args]
    return every[1:] if every and every[0].arg in ("self", "cls") else every


def _yes_or_no(function: Function, positional: list[ast.arg]) -> Iterator[ast.arg]:
    every = [*function.args.posonlyargs, *function.args.args]
    defaults = dict(zip([each.arg for each in reversed(every)], reversed(function.args.defaults), strict=False))
    for each in positional:
        default = defaults.get(each.arg)
        said = each.annotation is not None and ast.unparse(each.annotation).split(" | ")[0] == "bool"
        if said or (isinstance(default, ast.Constant) and isinstance(default.value, bool)):
            yield each


def empty_words(found: Sequence[Module]) -> list[str]:
    """Complain about names that say nothing."""
    complaints = []
    for module in found:
        own = module.name.rpartition(".")[2]
        complaints += [f"{module.name}: “{word}” says nothing" for word in _words(own) if word in FORBIDDEN_WORDS]
        forbidden = FORBIDDEN_WORDS - FORBIDDEN_TO_MODULES_ONLY
        for name, node in _named(module):
            if name in GIVEN_NAMES:
                continue
            complaints += [
                f"{module.at(node)} {name}: “{word}” says nothing" for word in _words(name) if word in forbidden
            ]
    return complaints


def _words(name: str) -> list[str]:
    return [word.lower() for part in name.split("_") for word in WORD.findall(part)]


def _named(module: Module) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(module.tree):
        if isinstance(node, Function | ast.ClassDef):
            yield node.name, node


def missing_docstrings(found: Sequence[Module]) -> list[str]:
    """Complain about a module, a public class or a public function that does not say what it promises."""
    complaints = []
    for module in found:
        if not ast.get_docstring(module.tree):
            complaints.append(f"{module.name} has no docstring")
        complaints += [
            f"{module.at(node)} {node.name} has no docstring"
            for node in _public(module.tree)
            if not ast.get_docstring(node) and not within(module.name, f"{WRITTEN_FOR_ALEMBIC}.versions")
        ]
    return complaints


def _public(node: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for child in node.body:
        if isinstance(child, Function | ast.ClassDef) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from _public(child)
