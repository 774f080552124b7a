"""The city's templates of answers: the packaged version, and what is refused of others."""

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from hotline.domain.answer_templates import PLACES, TO_FILL_IN, load_answer_templates
from hotline.errors import ConfigurationError

PACKAGED = json.loads((Path(str(files("data"))) / "answer_templates.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def a_file(tmp_path: Path, *versions: dict[str, Any]) -> Path:
    path = tmp_path / "answer_templates.json"
    path.write_text(json.dumps({**PACKAGED, "versions": versions}, ensure_ascii=False), encoding="utf-8")
    return path


def with_text(text: str) -> dict[str, Any]:
    return {**PACKAGED["versions"][0], "templates": [{"id": "one", "title": "一", "text": text}]}


def test_every_packaged_template_can_be_filled_and_leaves_something_to_say() -> None:
    facts = {name: f"<{name}>" for name in PLACES}
    found = load_answer_templates().in_force(NOW)
    assert found.status == "to be confirmed"
    for each in found.templates:
        filled = each.filled(facts)
        assert TO_FILL_IN in filled
        assert "{" not in filled
        assert "<received_on>" in filled


def test_the_version_of_the_day_is_offered(tmp_path: Path) -> None:
    newer = {**with_text("您好"), "version": "2026-2", "from": "2026-04-01"}
    found = load_answer_templates(a_file(tmp_path, PACKAGED["versions"][0], newer))
    assert found.in_force(NOW).version == "2026-1"
    assert found.in_force(datetime(2026, 4, 1, tzinfo=UTC)).version == "2026-2"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{citizen_name}您好", "不认识“citizen_name”"),
        ("{number}", "不认识“number”"),
        ("{kind!r}", "只写项目的名称"),
        ("{kind:>9}", "只写项目的名称"),
        ("{", "花括号应成对"),
        (" ", "缺少 text"),
        ("好" * 2_001, "text 过长：最多2,000个字"),
    ],
)
def test_what_could_not_be_filled_or_would_name_a_citizen_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=r"answer_templates\.json") as refused:
        load_answer_templates(a_file(tmp_path, with_text(text)))
    assert says in refused.value.message
