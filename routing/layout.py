"""Writes a directory the way a clerk reads and compares it: one matter one block, keywords on as few lines as fit.

Knows nothing of what the fields mean.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

WIDTH = 110
ORDER = ("id", "field", "name", "lead", "helpers", "keywords", "seed_rows", "limit_class", "source")
LISTS = ("departments", "matters")


def lay_out(directory: Mapping[str, Any]) -> str:
    """Return the directory as JSON text ending with a line break; laying out twice changes nothing."""
    parts = [f"  {_json(name)}: {_json(value)}" for name, value in directory.items() if name not in LISTS]
    if "departments" in directory:
        parts.append(_list("departments", (f"    {_json(one)}" for one in directory["departments"])))
    if "matters" in directory:
        parts.append(_list("matters", (_matter(one) for one in directory["matters"])))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _list(name: str, rows: Iterable[str]) -> str:
    inside = ",\n".join(rows)
    return f'  "{name}": [\n{inside}\n  ]' if inside else f'  "{name}": []'


def _matter(matter: Mapping[str, Any]) -> str:
    names = [name for name in ORDER if name in matter] + [name for name in matter if name not in ORDER]
    keywords = matter.get("keywords")
    before = names[: names.index("keywords")] if keywords else names
    after = names[names.index("keywords") + 1 :] if keywords else []
    first = ", ".join(f"{_json(name)}: {_json(matter[name])}" for name in before)
    if not keywords:
        return f"    {{{first}}}"
    last = "".join(f", {_json(name)}: {_json(matter[name])}" for name in after)
    return f'    {{{first},\n     "keywords": [{_fill([_json(one) for one in keywords])}]{last}}}'


def _fill(items: list[str]) -> str:
    lines, line = [], ""
    for item in items:
        wanted = f"{line}, {item}" if line else item
        if line and _width(wanted) > WIDTH - 18:
            lines.append(line)
            line = item
        else:
            line = wanted
    lines.append(line)
    return (",\n" + " " * 18).join(lines)


def _width(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
