"""The dispatch directory (派单目录): departments, matters and the keywords a clerk writes.

Frozen values and how to read them from a file; what is wrong with one is said by routing.complaints.
Knows nothing of messages.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

PACKAGED = "department_keywords.json"


class DirectoryError(ValueError):
    """A directory cannot be used; ``complaints`` says in Chinese what, where and what to do about it."""

    def __init__(self, source: str, complaints: tuple[Any, ...]) -> None:
        self.source = source
        self.complaints = complaints
        super().__init__("\n".join(str(complaint) for complaint in complaints) or source)


@dataclass(frozen=True, slots=True)
class Keyword:
    """Words that speak for a matter: all must stand in the message, none of the forbidden ones may."""

    words: tuple[str, ...]
    weight: float = 1.0
    none: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return how the keyword is shown to people."""
        return "+".join(self.words)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing citizens call about, with the department that leads and those that help."""

    id: str
    name: str
    lead: str
    field: str = ""
    helpers: tuple[str, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    seed_rows: tuple[int, ...] = ()
    limit_class: str = "ordinary"
    source: str = ""
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Department:
    """A unit that can be in charge; ``share`` is its rough part of all tickets, 0 where nobody has counted."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    duty: str = ""
    seed_rows: tuple[int, ...] = ()
    parent: str | None = None
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Directory:
    """One version of the whole table; two equal tables are equal values."""

    departments: tuple[Department, ...]
    matters: tuple[Matter, ...] = ()
    version: str = ""
    city: str = ""
    valid_from: str = ""
    source: str = ""
    origin: str = field(default="", compare=False)

    @classmethod
    def load(cls, path: str | Path) -> "Directory":
        """Read and check a directory file; raise DirectoryError with every complaint that forbids its use."""
        from routing.complaints import read_checked

        file = Path(path)
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise _unreadable(str(file)) from error
        return read_checked(raw, str(file))

    @classmethod
    def packaged(cls) -> "Directory":
        """Return the directory that comes with the program."""
        from routing.complaints import read_checked

        file = resources.files("data").joinpath(PACKAGED)
        return read_checked(file.read_bytes(), f"data/{PACKAGED}")

    @classmethod
    def from_object(cls, content: Mapping[str, Any], source: str = "") -> "Directory":
        """Read and check an already parsed directory; raise DirectoryError as ``load`` does."""
        from routing.complaints import read_checked

        return read_checked(json.dumps(content, ensure_ascii=False).encode(), source)

    def department(self, department_id: str) -> Department | None:
        """Return the department with this id, or None."""
        return next((one for one in self.departments if one.id == department_id), None)

    def named(self, name: str) -> Department | None:
        """Return the department whose id, name or alias this is, or None."""
        wanted = name.strip()
        for one in self.departments:
            if wanted in (one.id, one.name):
                return one
        return next((one for one in self.departments if wanted in one.aliases), None)


def _unreadable(source: str) -> DirectoryError:
    from routing.complaints import Complaint

    return DirectoryError(source, (Complaint(source, "文件", "打不开", "请核对路径和读取权限"),))


def read_keyword(raw: Any) -> Keyword:
    """Turn a checked JSON keyword, a string or an object, into a value."""
    if isinstance(raw, str):
        return Keyword((raw.strip(),))
    words = raw["all"] if "all" in raw else [raw["text"]]
    return Keyword(
        tuple(word.strip() for word in words),
        float(raw.get("weight", 1.0)),
        tuple(word.strip() for word in raw.get("none", ())),
    )


def read_matter(raw: Mapping[str, Any]) -> Matter:
    """Turn a checked JSON matter into a value."""
    return Matter(
        id=raw["id"],
        name=raw["name"],
        lead=raw["lead"],
        field=raw.get("field", ""),
        helpers=tuple(raw.get("helpers", ())),
        keywords=tuple(read_keyword(one) for one in raw.get("keywords", ())),
        seed_rows=tuple(raw.get("seed_rows", ())),
        limit_class=raw.get("limit_class", "ordinary"),
        source=raw.get("source", ""),
        parent=raw.get("parent"),
    )


def read_department(raw: Mapping[str, Any]) -> Department:
    """Turn a checked JSON department into a value."""
    return Department(
        id=raw["id"],
        name=raw["name"],
        aliases=tuple(raw.get("aliases", ())),
        duty=raw.get("duty", ""),
        seed_rows=tuple(raw.get("seed_rows", ())),
        parent=raw.get("parent"),
        share=float(raw.get("share", 0.0)),
    )


def read_directory(raw: Mapping[str, Any], origin: str = "") -> Directory:
    """Turn a checked JSON directory into a value."""
    return Directory(
        departments=tuple(read_department(one) for one in raw.get("departments", ())),
        matters=tuple(read_matter(one) for one in raw.get("matters", ())),
        version=str(raw.get("version", "")),
        city=raw.get("city", ""),
        valid_from=raw.get("valid_from", ""),
        source=raw.get("source", ""),
        origin=origin,
    )
