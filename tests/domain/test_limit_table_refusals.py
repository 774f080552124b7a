"""What a table of time limits is refused for."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hotline.domain.limits import LimitTable, Start, Unit
from hotline.domain.vocabulary import ClockKind
from hotline.errors import ConfigurationError
from tests.domain.test_limit_table import ALL_KINDS, Row, case, load, row


def change(path: str, value: Any) -> Callable[[Row], None]:
    """Return a change of one place in a rule; a value of ... removes it."""

    def apply(rule: Row) -> None:
        *way, last = path.split(".")
        for step in way:
            rule = rule[step]
        if value is ...:
            del rule[last]
        else:
            rule[last] = value

    return apply


class TestRefusals:
    """ "a limit table with a gap, an overlap or an unknown unit: refused with the reason"."""

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (change("limits.handle.unit", "weeks"), "rules[0]（“r”）.limits.handle.unit：不认识“weeks”，可用 hours"),
            (change("limits.handle.unit", "hour"), "是否想写“hours”？"),
            (change("limits.handle.start", "tomorrow"), "limits.handle.start：不认识“tomorrow”"),
            (change("limits.handle.start", ...), "limits.handle.start：不认识“None”"),
            (change("limits.handle.amount", 0), "limits.handle.amount 应为大于0"),
            (change("limits.handle.amount", -3), "limits.handle.amount 应为大于0"),
            (change("limits.handle.amount", 2.5), "不超过366的整数，现为“2.5”"),
            (change("limits.handle.amount", 10**9), "不超过366"),
            (change("limits.handle.amount", True), "现为“True”"),
            (change("limits.handle.amount", "3"), "现为“3”"),
            (change("limits.handle.amount", float("nan")), "现为“nan”"),
            (change("limits.handle", None), "limits.handle：办理时限不能为空"),
            (change("limits.sign", ...), "limits 缺少 sign（签收时限）"),
            (change("limits.answer", {}), "limits 的项目：不认识“answer”"),
            (change("limits", []), "limits 应为对象"),
            (change("when.kind", ["抱怨"]), "when.kind：不认识“抱怨”"),
            (change("when.kind", []), "when.kind 应为不空的列表"),
            (change("when.kind", "咨询"), "when.kind 应为不空的列表"),
            (change("when.urgency", ["urgent"]), "when.urgency：不认识“urgent”，可用 一般、紧急、特急"),
            (change("when.level", ["省级"]), "when.level：不认识“省级”"),
            (change("when.limit_class", ["fast"]), "when.limit_class：不认识“fast”"),
            (change("when.tag", [" "]), "when.tag 不能有空值"),
            (change("when.rework", False), "when.rework 只能写 true"),
            (change("when.window", {}), "when.window 应写 from 或 to"),
            (change("when.window", {"from": "2024-13-01"}), "when.window.from：“2024-13-01”不是日期"),
            (
                change("when.window", {"from": "2024-08-24", "to": "2024-07-15"}),
                "起始日 2024-08-24 晚于截止日 2024-07-15",
            ),
            (change("when.weather", ["雨"]), "when 的项目：不认识“weather”"),
            (change("extensions.times", -1), "extensions.times 应为0至366的整数"),
            (change("extensions", None), "extensions 应为对象"),
            (change("source", ""), "缺少 source"),
            (change("name", ...), "缺少 name"),
            (change("id", ...), "rules[0] 缺少 id"),
            (change("grade", "E"), "grade：不认识“E”"),
            (change("status", "sure"), "status：不认识“sure”"),
            (change("colour", "red"), "rules[0] 的项目：不认识“colour”"),
        ],
    )
    def test_a_wrong_rule_is_refused_with_its_place(
        self, tmp_path: Path, spoil: Callable[[Row], None], reason: str
    ) -> None:
        spoilt = copy.deepcopy(row("r"))
        spoil(spoilt)
        with pytest.raises(ConfigurationError) as refusal:
            load(tmp_path, spoilt)
        assert refusal.value.message.startswith("limits.json：")
        assert reason in refusal.value.message

    @pytest.mark.parametrize(
        ("rows", "reason"),
        [
            ([row("a"), row("b")], "“a”与“b”重叠：条件都是“无条件”"),
            ([row("x"), row("a", kind=["咨询", "求助"]), row("b", kind=["求助"])], "“a”与“b”重叠：条件都是“诉求类型”"),
            (
                [
                    row("x"),
                    row("a", tag=["甲"], window={"to": "2026-06-01"}),
                    row("b", tag=["甲"], window={"from": "2026-06-01"}),
                ],
                "“a”与“b”重叠：条件都是“标签、起止日期”",
            ),
            ([row("a", kind=["咨询"])], "有缺口：求助、一般的诉求在任何日期没有适用的规则"),
            ([row("a", kind=ALL_KINDS, urgency=["一般", "紧急"])], "有缺口：咨询、特急的诉求"),
            ([row("a", window={"from": "2026-01-01"})], "在任何日期没有适用的规则"),
            (
                [row("a", window={"to": "2026-01-01"}), row("b", window={"from": "2026-01-03"})],
                "有缺口：咨询、一般的诉求在2026-01-02起没有适用的规则",
            ),
            ([row("a", rework=True)], "有缺口"),
            ([row("a"), row("a", kind=["咨询"])], "规则编号“a”重复"),
            ([], "至少有一条规则"),
        ],
    )
    def test_a_tie_or_a_gap_is_refused(self, tmp_path: Path, rows: list[Row], reason: str) -> None:
        with pytest.raises(ConfigurationError) as refusal:
            load(tmp_path, *rows)
        assert reason in refusal.value.message

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"rules": {}}', b'{"rulez": []}'])
    def test_a_file_that_is_no_table_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "limits.json"
        path.write_bytes(content)
        with pytest.raises(ConfigurationError, match=r"limits\.json"):
            LimitTable.load(path)

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match=r"none\.json：文件无法读取"):
            LimitTable.load(tmp_path / "none.json")

    def test_rules_that_only_touch_are_no_tie(self, tmp_path: Path) -> None:
        table = load(tmp_path, row("a", window={"to": "2026-01-01"}), row("b", window={"from": "2026-01-02"}))
        assert len(table.rules) == 2

    def test_a_clock_may_be_left_out_on_purpose(self, tmp_path: Path) -> None:
        spoilt = row("r")
        spoilt["limits"]["follow_up"] = None
        rule = load(tmp_path, spoilt).rule_for(case())
        assert rule.limit(ClockKind.FOLLOW_UP) is None
        handle = rule.limit(ClockKind.HANDLE)
        assert handle
        assert (handle.amount, handle.unit, handle.start) == (5, Unit.WORKING_DAYS, Start.NEXT_DAY)
