"""The dated table of time limits: what it refuses, which rule wins, and what the packaged one says."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.calendar_source import load_calendar
from hotline.domain.city import city_time
from hotline.domain.limit_rules import DIMENSIONS, TABLE_CLOCKS
from hotline.domain.limits import Circumstances, Limit, LimitTable, Unit
from hotline.domain.limits_file import LEVELS, LIMIT_CLASSES
from hotline.domain.vocabulary import ClockKind, Kind, Urgency
from hotline.errors import ConfigurationError

PACKAGED = LimitTable.packaged()
CALENDAR = load_calendar()
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
IN_CAMPAIGN = datetime(2024, 7, 15, 2, tzinfo=UTC)
ALL_KINDS = [kind.label for kind in Kind]
Row = dict[str, Any]


def row(rule_id: str, *, days: int = 5, **when: Any) -> Row:
    """Return a complete rule, as the file holds it."""
    limit = {"amount": days, "unit": "working_days", "start": "next_day"}
    return {
        "id": rule_id,
        "name": rule_id,
        "when": when,
        "limits": {clock.value: dict(limit) for clock in TABLE_CLOCKS},
        "extensions": {"times": 1, "days": 5},
        "source": "本市",
        "grade": "city",
        "status": "confirmed",
    }


def load(folder: Path, *rows: Row) -> LimitTable:
    path = folder / "limits.json"
    path.write_text(json.dumps({"rules": rows}, ensure_ascii=False), encoding="utf-8")
    return LimitTable.load(path)


def case(kind: Kind = Kind.HELP, **more: Any) -> Circumstances:
    return Circumstances(kind=kind, **({"at": AT} | more))


def in_english(limit: Limit) -> str:
    """Write a limit as docs/time-limits.md does."""
    if limit.unit is Unit.HOURS and limit.amount < 1:
        return f"{limit.amount * 60:g} min"
    return f"{limit.amount:g} " + {Unit.HOURS: "h", Unit.WORKING_HOURS: "office hours"}.get(limit.unit, "wd")


circumstances = st.builds(
    Circumstances,
    kind=st.sampled_from(Kind),
    urgency=st.sampled_from(Urgency),
    at=st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    matter=st.sampled_from(["", "streetlight"]),
    limit_class=st.sampled_from(["", *LIMIT_CLASSES]),
    tag=st.sampled_from(["", "清爽度夏", "别的"]),
    level=st.sampled_from(["", *LEVELS]),
    rework=st.booleans(),
)


class TestPackagedTable:
    """ "咨询 3 working days, 求助/建议 5–7, 投诉/举报 15, urgent 2 h / 24 h, 重办 3; marked 'to be confirmed'"."""

    def test_it_has_no_tie_and_no_gap(self) -> None:
        assert PACKAGED.check() == ()

    @given(circumstances)
    def test_every_case_finds_one_rule_with_every_clock(self, facts: Circumstances) -> None:
        rule = PACKAGED.rule_for(facts)
        assert all(rule.limit(clock) is not None for clock in TABLE_CLOCKS)

    @given(circumstances)
    def test_what_is_urgent_is_handled_within_a_day_campaign_rework_or_not(self, facts: Circumstances) -> None:
        handle = PACKAGED.rule_for(facts).limit(ClockKind.HANDLE)
        assert handle
        in_hours = handle.unit is Unit.HOURS and handle.amount <= 24
        assert in_hours == (facts.urgency is not Urgency.NORMAL or facts.limit_class == "urgent")

    @given(circumstances)
    def test_due_dates_of_every_rule_can_be_told_and_explained(self, facts: Circumstances) -> None:
        rule = PACKAGED.rule_for(facts)
        for clock in TABLE_CLOCKS:
            limit = rule.limit(clock)
            assert limit
            assert PACKAGED.due(facts.at, limit, CALENDAR) > facts.at
            said = PACKAGED.explain_due(facts.at, limit, CALENDAR, rule=rule)
            assert rule.name in said
            assert rule.source in said

    @pytest.mark.parametrize(
        ("facts", "rule_id", "handle"),
        [
            (case(Kind.ENQUIRY), "enquiry", "3个工作日"),
            (case(Kind.HELP), "help", "7个工作日"),
            (case(Kind.SUGGESTION), "help", "7个工作日"),
            (case(Kind.COMPLAINT), "complaint", "15个工作日"),
            (case(Kind.REPORT), "complaint", "15个工作日"),
            (case(Kind.OTHER), "other", "5个工作日"),
            (case(urgency=Urgency.URGENT), "urgent", "24小时"),
            (case(urgency=Urgency.CRITICAL), "critical", "2小时"),
            (case(limit_class="urgent"), "emergency-matter", "24小时"),
            (case(limit_class="complex"), "complex", "15个工作日"),
            (case(limit_class="ordinary"), "help", "7个工作日"),
            (case(urgency=Urgency.URGENT, limit_class="complex"), "urgent", "24小时"),
            (case(rework=True), "rework", "3个工作日"),
            (case(rework=True, urgency=Urgency.URGENT), "urgent", "24小时"),
            (case(tag="清爽度夏", at=IN_CAMPAIGN), "cool-summer-2024", "3个工作日"),
            (case(Kind.COMPLAINT, tag="清爽度夏", at=IN_CAMPAIGN), "cool-summer-2024", "3个工作日"),
            (case(tag="清爽度夏", at=IN_CAMPAIGN, urgency=Urgency.URGENT), "urgent", "24小时"),
            (case(tag="清爽度夏"), "help", "7个工作日"),
        ],
    )
    def test_the_seeded_values(self, facts: Circumstances, rule_id: str, handle: str) -> None:
        rule = PACKAGED.rule_for(facts)
        assert (rule.id, str(rule.limit(ClockKind.HANDLE))) == (rule_id, handle)

    def test_the_page_about_limits_tells_what_the_file_holds(self) -> None:
        page = (Path(__file__).parents[2] / "docs" / "time-limits.md").read_text(encoding="utf-8")
        told = {cells[1].strip(" `"): cells[3:] for line in page.splitlines() if len(cells := line.split("|")) == 11}
        for rule in PACKAGED.rules:
            columns = [rule.limit(clock) for clock in TABLE_CLOCKS]
            assert [cell.strip() for cell in told[rule.id][:6]] == [in_english(limit) for limit in columns if limit]
            assert told[rule.id][6].strip() == f"{rule.max_extensions} × {rule.max_extension_days} wd"

    def test_nothing_claims_to_be_confirmed_for_wuhan(self) -> None:
        assert all(rule.to_be_confirmed for rule in PACKAGED.rules)

    @pytest.mark.parametrize(
        ("at", "rule_id"),
        [
            (datetime(2024, 7, 14, 15, 59, tzinfo=UTC), "help"),  # 23:59 on the 14th in the city
            (datetime(2024, 7, 14, 16, tzinfo=UTC), "cool-summer-2024"),
            (datetime(2024, 8, 24, 15, 59, tzinfo=UTC), "cool-summer-2024"),
            (datetime(2024, 8, 24, 16, tzinfo=UTC), "help"),
        ],
    )
    def test_a_campaign_begins_and_ends_at_midnight_of_the_city(self, at: datetime, rule_id: str) -> None:
        assert PACKAGED.rule_for(case(tag="清爽度夏", at=at)).id == rule_id

    def test_a_tag_is_found_in_brackets_while_its_campaign_lasts(self) -> None:
        assert PACKAGED.tag_in("【清爽度夏】小区停水两天", IN_CAMPAIGN) == "清爽度夏"
        assert PACKAGED.tag_in("清爽度夏活动什么时候结束", IN_CAMPAIGN) == ""
        assert PACKAGED.tag_in("【清爽度夏】小区停水两天", AT) == ""


class TestMostSpecificRuleWins:
    """ "most specific rule wins": the rule that names the weightiest dimension in which the two differ."""

    ORDER = (
        ({"window": {"from": "2026-01-01"}}, {}),
        ({"level": ["市级"]}, {"window": {"from": "2026-01-01"}}),
        ({"kind": ["求助"]}, {"level": ["市级"], "window": {"from": "2026-01-01"}}),
        ({"limit_class": ["complex"]}, {"kind": ["求助"], "level": ["市级"]}),
        ({"urgency": ["一般"]}, {"limit_class": ["complex"], "kind": ["求助"]}),
        ({"matter": ["streetlight"]}, {"urgency": ["一般"], "limit_class": ["complex"], "kind": ["求助"]}),
        ({"tag": ["清爽度夏"]}, {"matter": ["streetlight"], "urgency": ["一般"]}),
        ({"rework": True}, {"tag": ["清爽度夏"], "matter": ["streetlight"], "window": {"from": "2026-01-01"}}),
    )

    @pytest.mark.parametrize(("stronger", "weaker"), ORDER)
    def test_a_weightier_dimension_beats_all_lighter_ones_together(
        self, tmp_path: Path, stronger: Row, weaker: Row
    ) -> None:
        facts = case(tag="清爽度夏", matter="streetlight", limit_class="complex", level="市级", rework=True)
        rows = [row("strong", **stronger), row("weak", **weaker)]
        rows += [row("rest")] if weaker else []
        assert load(tmp_path, *rows).rule_for(facts).id == "strong"
        assert load(tmp_path, *reversed(rows)).rule_for(facts).id == "strong"

    def test_a_new_value_from_a_day_on_leaves_older_days_alone(self, tmp_path: Path) -> None:
        table = load(
            tmp_path,
            row("old", days=7, window={"to": "2026-12-31"}),
            row("new", days=5, window={"from": "2027-01-01"}),
        )
        assert table.rule_for(case()).id == "old"
        assert table.rule_for(case(at=datetime(2026, 12, 31, 16, tzinfo=UTC))).id == "new"


when_parts = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.lists(st.sampled_from(ALL_KINDS), min_size=1, unique=True),
        "urgency": st.lists(st.sampled_from(["一般", "紧急", "特急"]), min_size=1, unique=True),
        "tag": st.lists(st.sampled_from(["清爽度夏", "别的"]), min_size=1, unique=True),
        "window": st.sampled_from(
            [{"to": "2026-06-30"}, {"from": "2026-07-01"}, {"from": "2026-01-01", "to": "2026-12-31"}]
        ),
        "rework": st.just(True),
    },
)


class TestCheckedTable:
    """What the checker lets pass never leaves a case without a rule, nor with two."""

    @given(st.lists(when_parts, min_size=1, max_size=6), st.lists(circumstances, min_size=1, max_size=10))
    def test_a_table_that_passes_answers_every_case(
        self, tmp_path_factory: pytest.TempPathFactory, whens: list[Row], cases: list[Circumstances]
    ) -> None:
        rows = [row(f"r{at}", **when) for at, when in enumerate(whens)]
        try:
            table = load(tmp_path_factory.mktemp("limits"), *rows)
        except ConfigurationError:
            return
        for facts in cases:
            fitting = [rule for rule in table.rules if rule.when.fits(facts.facts, city_time(facts.at).date())]
            # Slow and obvious: compare the named dimensions one by one, weightiest first.
            order = sorted(fitting, key=lambda rule: [name in rule.when.dimensions for name in DIMENSIONS])
            assert table.rule_for(facts) is order[-1]
