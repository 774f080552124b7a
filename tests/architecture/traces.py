"""Checks that the tree stands alone: no registry's address, no path of one person's machine. Returns complaints."""

import re
from collections.abc import Iterator
from pathlib import Path

SKIPPED = frozenset(
    {".git", ".venv", "var", "build", "dist", "node_modules", "__pycache__"}
    | {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
)
LARGEST = 2_000_000
# Written in pieces, so that this file does not name what it looks for.
REGISTRIES = tuple(
    "".join(pieces)
    for pieces in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs"),
        ("registry.", "yarnpkg"),
        ("proxy.", "golang.org"),
        ("static.", "crates.io"),
        ("index.", "crates.io"),
        ("conda", ".anaconda.org"),
        ("deb.", "debian.org"),
        ("docker", ".io/"),
        ("--index", "-url"),
        ("--extra-index", "-url"),
        ("--trusted", "-host"),
        ("--find", "-links"),
    )
)
HOMES = re.compile(r"/(?:home|Users)/[a-z][\w.-]*/|[\"'=\s]/root/|C:\\\\?Users\\", re.IGNORECASE)


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the path (below ``root``) and the text of every text file of the tree."""
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if not SKIPPED.isdisjoint(inside.parts) or any(part.endswith(".egg-info") for part in inside.parts):
            continue
        if not path.is_file() or path.stat().st_size > LARGEST:
            continue
        try:
            yield inside.as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def traces_of_machines(root: Path) -> list[str]:
    """Complain about a registry's address or a path that exists on one person's machine only."""
    here = tuple(str(each) + "/" for each in (root, root.parent) if len(each.parts) > 2)
    complaints = []
    for name, text in texts(root):
        complaints += [f"{name} names the registry address “{address}”" for address in REGISTRIES if address in text]
        complaints += [f"{name} names the path “{each}”" for each in here if each in text]
        if name != "tests/architecture/traces.py" and (found := HOMES.search(text)):
            complaints.append(f"{name} names a home folder: “{found.group().strip()}”")
    return complaints
