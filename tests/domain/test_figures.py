"""The formulas: what is refused in the file, which version speaks for a month, and what becomes of a case."""

import copy
import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.figures import Fact, Tally, Verdict
from hotline.domain.figures_file import load_formulas
from hotline.domain.periods import Span, period_at, period_on, read_period
from hotline.domain.vocabulary import Satisfaction
from hotline.errors import ConfigurationError

FORMULAS = load_formulas()
PACKAGED = json.loads((files("data") / "figures.json").read_text(encoding="utf-8"))


def figure(name: str) -> Any:
    return FORMULAS.versions[0].find(name)


def load(folder: Path, document: Any) -> Any:
    path = folder / "figures.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return load_formulas(path)


def changed(place: tuple[Any, ...], value: Any) -> Any:
    document = copy.deepcopy(PACKAGED)
    inner = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return document


FIRST = ("versions", 0, "figures", 0)


class TestFile:
    def test_the_packaged_formulas_are_seven_and_rank_nobody(self) -> None:
        names = [each.name for each in FORMULAS.versions[-1].figures]
        assert names == ["响应率", "按时办结率", "及时签收率", "解决率", "满意率", "退单率", "重办率"]
        assert not FORMULAS.versions[-1].ranking

    @pytest.mark.parametrize(
        ("place", "value", "said"),
        [
            ((*FIRST, "numerator"), ["answerd"], "是否想写“answered”"),
            ((*FIRST, "numerator"), [], "没有说明什么计入分子"),
            ((*FIRST, "leave_out"), ["answered"], "不能既剔除又计入"),
            ((*FIRST, "leave_out"), ["voided", "voided"], "重复"),
            ((*FIRST, "counted_when"), "someday", "counted_when：不认识“someday”"),
            ((*FIRST, "source"), " ", "缺少 source"),
            ((*FIRST, "status"), "sure", "status：不认识"),
            ((*FIRST, "id"), "Response Rate", "网址"),
            ((*FIRST, "weight"), {}, "是否想写“weights”"),
            (("versions", 0, "figures", 4, "weights", "满意"), 1.5, "0 至 1"),
            (("versions", 0, "figures", 4, "weights", "满意"), 0.33333, "三位小数"),
            (("versions", 0, "figures", 4, "weights", "满意"), True, "缺少“满意”的分值"),
            (("versions", 0, "figures", 3, "weights"), PACKAGED["versions"][0]["figures"][4]["weights"], "只能有一个"),
            (("versions", 0, "figures", 1, "id"), "response", "编号重复"),
            (("versions", 0, "from"), "2026-01-15", "1日起生效"),
            (("versions", 0, "from"), "soon", "不是日期"),
            (("versions", 0, "ranking"), "no", "true 或 false"),
            (("versions", 0, "figures"), [], "不空的列表"),
            (("districts", "names"), ["武昌区", "武昌区"], "互不相同"),
            (("districts", "source"), "", "缺少 source"),
            (("extra",), 1, "文件 的项目"),
        ],
    )
    def test_a_wrong_file_is_refused_with_its_place(
        self, tmp_path: Path, place: tuple[Any, ...], value: Any, said: str
    ) -> None:
        with pytest.raises(ConfigurationError, match=r"^figures\.json：") as refused:
            load(tmp_path, changed(place, value))
        assert said in refused.value.message

    def test_what_is_no_json_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "figures.json").write_text("{", encoding="utf-8")
        with pytest.raises(ConfigurationError, match="无法读取"):
            load_formulas(tmp_path / "figures.json")

    def test_an_old_version_goes_on_explaining_its_months(self, tmp_path: Path) -> None:
        new = {**PACKAGED["versions"][0], "version": "2026-2", "from": "2026-07-01"}
        both = load(tmp_path, {**PACKAGED, "versions": [PACKAGED["versions"][0], new]})
        said = {month: both.on(date(2026, month, 1)).version for month in (1, 6, 7, 12)}
        assert said == {1: "2026-1", 6: "2026-1", 7: "2026-2", 12: "2026-2"}
        assert both.on(date(2019, 1, 1)).version == "2026-1"

    @pytest.mark.parametrize("since", ["2026-01-01", "2025-01-01"])
    def test_versions_stand_in_order(self, tmp_path: Path, since: str) -> None:
        new = {**PACKAGED["versions"][0], "version": "2026-2", "from": since}
        with pytest.raises(ConfigurationError, match="从早到晚"):
            load(tmp_path, {**PACKAGED, "versions": [PACKAGED["versions"][0], new]})


class TestVerdict:
    def test_the_first_reason_that_holds_is_given(self) -> None:
        assert figure("on-time").verdict({Fact.NOT_DUE, Fact.RETURNED, Fact.ANSWERED_IN_TIME}) is Fact.RETURNED

    def test_what_is_neither_solved_nor_explained_is_no_part_of_the_base(self) -> None:
        assert figure("solved").verdict({Fact.PLANNED}) is Fact.PLANNED
        assert figure("solved").verdict(set()) is Verdict.OUTSIDE
        assert figure("solved").verdict({Fact.EXPLAINED}) is Verdict.BASE
        assert figure("solved").verdict({Fact.SOLVED}) is Verdict.COUNTS

    @given(st.sets(st.sampled_from(Fact)), st.sampled_from(FORMULAS.versions[0].figures))
    def test_every_case_has_one_verdict_and_every_reason_is_one_the_page_names(self, facts: Any, one: Any) -> None:
        verdict = one.verdict(facts)
        assert verdict in (Verdict.COUNTS, Verdict.BASE, *one.reasons)


class TestTally:
    def test_ratings_are_weighted_as_the_source_says(self) -> None:
        weights = figure("satisfied").weights
        assert [weights[grade] for grade in Satisfaction] == [1000, 1000, 800, 0, 0]

    @pytest.mark.parametrize(
        ("points", "base", "shown"),
        [
            (1000, 3, "33.33%"),
            (2000, 3, "66.67%"),
            (0, 7, "0.00%"),
            (7000, 7, "100.00%"),
            (0, 0, "—"),
            (800, 1, "80.00%"),
            (1000, 800, "0.13%"),  # 0.125: half up
        ],
    )
    def test_percents_are_rounded_half_up_and_exactly(self, points: int, base: int, shown: str) -> None:
        assert Tally(points, base).percent == shown

    def test_the_numerator_is_whole_where_nothing_is_weighted(self) -> None:
        assert Tally(3000, 5).counted == "3"
        assert Tally(2600, 5).counted == "2.6"
        assert Tally().share is None


class TestPeriod:
    @given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.sampled_from(Span))
    def test_a_period_holds_its_day_and_its_address_leads_back(self, day: date, span: Span) -> None:
        period = period_on(day, span)
        assert period.first <= day < period.after
        assert read_period(period.key) == period
        assert period.previous().after == period.first
        assert period.following().first == period.after

    def test_it_begins_at_midnight_of_the_city(self) -> None:
        march = period_on(date(2026, 3, 9), Span.MONTH)
        assert march.start.isoformat() == "2026-02-28T16:00:00+00:00"
        assert period_at(march.start, Span.MONTH) == march
        assert period_at(march.end, Span.MONTH) == march.following()

    @pytest.mark.parametrize(
        "key", ["", "2026", "2026-13", "2026-02-30", "2026-W54", "２０２６-03", "2026-3", "0000-01"]
    )
    def test_an_address_that_names_no_period_is_none(self, key: str) -> None:
        assert read_period(key) is None
