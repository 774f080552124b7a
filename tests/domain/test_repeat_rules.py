"""The dated rules on repeats: the version of the day holds, a wrong file is refused as a whole."""

import json
from datetime import UTC, datetime

import pytest

from hotline.domain.repeat_rules import in_force, load_repeat_rules
from hotline.errors import ConfigurationError

ROW = {
    "id": "a",
    "from": "2026-01-01",
    "propose_from": 0.5,
    "window_days": 90,
    "most": 3,
    "merge_by_rule": [{"id": "r", "name": "原文重复", "same": ["phone"], "words_alike": 0.9, "within_days": 7}],
}


def written(tmp_path, *rows):
    path = tmp_path / "repeat_rules.json"
    path.write_text(json.dumps({"about": "", "versions": rows}), encoding="utf-8")
    return load_repeat_rules(path)


def test_the_packaged_rules_can_be_read():
    assert load_repeat_rules()[0].merge_by_rule[0].same == ("phone", "email")


def test_each_day_has_its_own_version_and_old_days_keep_theirs(tmp_path):
    versions = written(tmp_path, {**ROW, "id": "b", "from": "2026-06-01"}, ROW)
    days = [datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC), datetime(2026, 5, 31, 16, tzinfo=UTC)]
    assert [in_force(versions, day).id for day in days] == ["a", "a", "b"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"propose_from": 0},
        {"propose_from": True},
        {"window_days": -1},
        {"most": "3"},
        {"from": "2026-13-01"},
        {"merge_by_rule": [{**ROW["merge_by_rule"][0], "same": ["name"]}]},
        {"merge_by_rule": [{"id": "r"}]},
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path, wrong):
    with pytest.raises(ConfigurationError, match="重复件规则"):
        written(tmp_path, {**ROW, **wrong})


def test_a_file_without_versions_is_refused(tmp_path):
    with pytest.raises(ConfigurationError):
        written(tmp_path)
