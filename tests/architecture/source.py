"""A source tree as the checks see it: modules with their names, text and syntax trees. Knows no rule."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("hotline", "routing", "workers")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file and its dotted name."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Yield every function with its name inside the module (``Class.method``, ``outer.inner``)."""
        yield from _functions(self.tree, "")

    def at(self, node: ast.AST) -> str:
        """Return where a node stands, to be clicked on."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)


@cache
def modules(root: Path = ROOT, packages: tuple[str, ...] = PRODUCT) -> tuple[Module, ...]:
    """Return the modules of these packages under ``root``."""
    paths = [path for package in packages for path in sorted((root / package).rglob("*.py"))]
    return tuple(Module(_dotted(path.relative_to(root)), path) for path in paths)


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(name: str, package: str) -> bool:
    """Tell whether a dotted name is the package or lies in it."""
    return name == package or name.startswith(package + ".")
