"""The file of supervision: what it is refused for, and which version is in force."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hotline.domain.supervision import OrderKind
from hotline.domain.supervision_file import load_supervision
from hotline.errors import ConfigurationError

PACKAGED = json.loads((Path(__file__).parents[2] / "data" / "supervision.json").read_text(encoding="utf-8"))
Spoil = Callable[[dict[str, Any]], object]


def load(folder: Path, document: Any) -> Any:
    path = folder / "supervision.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return load_supervision(path)


def spoilt(spoil: Spoil) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(PACKAGED))
    spoil(document)
    return document


def test_the_packaged_ladder_has_three_rungs_and_the_upper_ones_want_a_leader() -> None:
    version = load_supervision().in_force(datetime(2026, 11, 26, tzinfo=UTC))
    assert [kind.label for kind in version.orders] == ["催办", "督办", "通报"]
    assert [version.orders[kind].needs_leader for kind in OrderKind] == [False, True, True]
    assert version.status == "to be confirmed"


def test_the_version_of_the_day_is_in_force_and_the_old_one_explains_what_was_done_before(tmp_path: Path) -> None:
    newer = {**PACKAGED["versions"][0], "version": "2027-1", "from": "2027-03-01"}
    rules = load(tmp_path, {"versions": [PACKAGED["versions"][0], newer]})
    assert rules.in_force(datetime(2027, 2, 28, 15, 59, tzinfo=UTC)).version == "2026-1"  # 23:59 in the city
    assert rules.in_force(datetime(2027, 2, 28, 16, tzinfo=UTC)).version == "2027-1"
    assert rules.in_force(datetime(2019, 1, 1, tzinfo=UTC)).version == "2026-1"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda d: d.update(versions=[]), "versions 应为不空的列表"),
        (lambda d: d.update(version="1"), "文件 的项目：不认识“version”"),
        (lambda d: d["versions"].insert(1, d["versions"][0]), "应晚于前一版的 2026-01-01"),
        (lambda d: d["versions"][0].update({"from": "1.1.2026"}), "“1.1.2026”不是日期"),
        (lambda d: d["versions"][0].pop("source"), "缺少 source"),
        (lambda d: d["versions"][0].update(status="sure"), "status：不认识“sure”"),
        (lambda d: d["versions"][0]["orders"].pop("circulate"), "orders 缺少 circulate（通报）"),
        (lambda d: d["versions"][0]["orders"].update(warn={}), "不认识“warn”"),
        (lambda d: d["versions"][0]["orders"]["urge"].update(needs_leader="no"), "needs_leader 应写 true 或 false"),
        (lambda d: d["versions"][0]["orders"]["supervise"].update(needs_answer=False), "不要求答复时"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, spoil: Spoil, reason: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        load(tmp_path, spoilt(spoil))
    assert refusal.value.message.startswith("supervision.json：")
    assert reason in refusal.value.message
