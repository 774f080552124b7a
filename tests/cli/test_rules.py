"""``hotline rules check``: what the city decided in files is looked through before it is used."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.cli.rules import rules_group

DATA = Path(__file__).parents[2] / "data"
FILES = ("time_limits.json", "calendar_overrides.json", "supervision.json", "answer_templates.json")


def check(*files):
    return CliRunner().invoke(rules_group, ["check", *(str(file) for file in files)])


def spoilt(folder, name, spoil):
    document = json.loads((DATA / name).read_text(encoding="utf-8"))
    spoil(document)
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_packaged_files_can_be_used():
    said = check(*(DATA / name for name in FILES))
    assert said.exit_code == 0
    for words in ("时限规则12条", "工作日历，已知至2026年", "督办规则2版", "答复模板1版"):
        assert words in said.output


@pytest.mark.parametrize(
    ("name", "spoil", "reason"),
    [
        ("time_limits.json", lambda d: d["rules"].pop(0), "有缺口：咨询、一般的诉求"),
        ("time_limits.json", lambda d: d["rules"].append({**d["rules"][0], "id": "again"}), "重叠"),
        ("time_limits.json", lambda d: d["rules"][0]["limits"]["handle"].update(unit="weeks"), "不认识“weeks”"),
        ("calendar_overrides.json", lambda d: d["years"].append({"source": "试例"}), "years[0].year 应为年份"),
        ("supervision.json", lambda d: d["versions"][0]["reminders"]["steps"][0].update(act="shout"), "不认识“shout”"),
        ("answer_templates.json", lambda d: d["versions"][0]["templates"].clear(), "templates 应为不空的列表"),
        ("supervision.json", lambda d: d.pop("versions"), "认不出是哪一种规则"),
    ],
)
def test_a_wrong_file_is_told_with_place_and_reason_and_the_others_are_still_looked_at(tmp_path, name, spoil, reason):
    said = check(spoilt(tmp_path, name, spoil), DATA / "calendar_overrides.json")
    assert said.exit_code == 1
    assert reason in said.output
    assert "工作日历，已知至" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_what_is_no_rules_at_all_is_told_plainly(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    said = check(path)
    assert said.exit_code == 1
    assert said.output.startswith("x.json：")
