"""Keeps what was learned as dated files in one folder, and says which of them is in use.

A version is one .npz with numbers and one line of plain facts; going back is choosing an older one. Knows nothing of
the time: dates are handed in.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from routing.learning import Learner

LIST = "versions.json"


@dataclass(frozen=True, slots=True)
class Version:
    """One saved state of learning: its number, when it was saved (ISO 8601), from how much, and how good it was."""

    number: int
    at: str
    size: int
    departments: int
    quality: float | None = None
    note: str = ""


def save_version(folder: Path, learner: Learner, *, at: str, quality: float | None = None, note: str = "") -> Version:
    """Write the learner as the newest version and put it in use."""
    folder.mkdir(parents=True, exist_ok=True)
    versions, _ = _read(folder)
    number = max((one.number for one in versions), default=0) + 1
    version = Version(number, at, learner.size, len(learner.departments), quality, note)
    np.savez(_file(folder, number), **learner.state())
    _write(folder, [*versions, version], number)
    return version


def list_versions(folder: Path) -> tuple[Version, ...]:
    """Return every saved version, oldest first."""
    return tuple(_read(folder)[0])


def current_version(folder: Path) -> Version | None:
    """Return the version in use, or None where nothing has been saved."""
    versions, current = _read(folder)
    return next((one for one in versions if one.number == current), None)


def load_current(folder: Path) -> Learner | None:
    """Return the learner in use, or None where nothing has been saved; raise ValueError when its file is damaged."""
    version = current_version(folder)
    if version is None:
        return None
    try:
        with np.load(_file(folder, version.number), allow_pickle=False) as state:
            return Learner.from_state(dict(state))
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"学习版本{version.number}的文件已损坏或缺失，请退回其他版本。") from error


def go_back(folder: Path, number: int) -> Version:
    """Put an older version in use; raise ValueError when there is none of that number."""
    versions, _ = _read(folder)
    chosen = next((one for one in versions if one.number == number), None)
    if chosen is None:
        known = "、".join(str(one.number) for one in versions) or "无"
        raise ValueError(f"没有学习版本{number}，现有版本：{known}。")
    _write(folder, versions, number)
    return chosen


def _file(folder: Path, number: int) -> Path:
    return folder / f"learned-{number:04d}.npz"


def _read(folder: Path) -> tuple[list[Version], int | None]:
    file = folder / LIST
    if not file.exists():
        return [], None
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return [Version(**one) for one in content["versions"]], content["current"]


def _write(folder: Path, versions: list[Version], current: int) -> None:
    content = {"current": current, "versions": [asdict(one) for one in versions]}
    fresh = folder / f"{LIST}.new"
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(folder / LIST)  # in one step: a reader sees the old list or the new one
