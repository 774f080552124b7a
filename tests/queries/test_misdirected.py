"""What corrections suggest: one keyword moves, or the whole matter, or nothing where both are right at times."""

from typing import Any

import pytest

from hotline.queries.corrections import Dispatched
from hotline.queries.misdirected import AGAIN_AND_AGAIN, KnownMatter, suggest_changes

KNOWN = {
    "street.stalls": KnownMatter("占道经营", "street", frozenset({"占道", "摊贩"})),
    "street.signs": KnownMatter("店招", "street", frozenset({"店招"})),
    "homes.care": KnownMatter("物业服务", "homes", frozenset({"物业"})),
}


def dispatched(to: str, *found: str, matter: str = "street.stalls", also: str | None = "homes.care") -> Dispatched:
    """Return a dispatch to a department whose proposal named the street's department first."""
    evidence = [{"keyword": each, "how": "exact"} for each in found]
    first = {"department_id": "street", "department": "城管", "matter_id": matter, "evidence": evidence}
    second: dict[str, Any] = {"department_id": "homes", "department": "房管", "matter_id": also, "evidence": []}
    return Dispatched({"candidates": [first, second]}, to, {"street": "城管", "homes": "房管"}[to], "1")


class TestSuggestions:
    def test_the_one_word_that_misled_every_time_moves_to_the_matter_that_was_meant(self) -> None:
        cases = [dispatched("homes", "占道")] * AGAIN_AND_AGAIN + [dispatched("street", "摊贩")] * 9
        (found,) = suggest_changes(cases, KNOWN)
        assert (found.keyword, found.target_id, found.count, found.followed) == ("占道", "homes.care", 3, 9)
        assert found.sentence == "关键词“占道”由事项“占道经营”移到事项“物业服务”（房管）"

    @pytest.mark.parametrize(
        "cases",
        [
            [dispatched("homes", "占道", "摊贩")] * 3,  # two words misled
            [dispatched("homes", "占道", also=None)] * 3,  # no matter of theirs to move it to
            [dispatched("homes", "店招", matter="street.signs")] * 3,  # the matter's only word
            [dispatched("homes", "占道")] * 3 + [dispatched("street", "占道")] * 2,  # the word was right as well
        ],
    )
    def test_else_the_matter_gets_another_lead(self, cases: list[Dispatched]) -> None:
        (found,) = suggest_changes(cases, KNOWN)
        assert not found.keyword
        assert found.sentence.endswith("的主办单位由城管改为房管")

    @pytest.mark.parametrize(
        "cases",
        [
            [dispatched("homes", "占道")] * (AGAIN_AND_AGAIN - 1),  # too few
            [dispatched("homes", "占道")] * 3 + [dispatched("street", "占道")] * 3,  # both are right at times
            [dispatched("homes", "占道", matter="street.gone")] * 3,  # the directory has it no more
            [dispatched("homes", "物业", matter="homes.care")] * 3,  # it has another lead by now
        ],
    )
    def test_and_nothing_is_suggested_where_a_table_could_not_say_it(self, cases: list[Dispatched]) -> None:
        assert not suggest_changes(cases, KNOWN)
