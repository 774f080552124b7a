"""Clean input: texts, titles, phone numbers, moments."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.text_input import (
    TEXT_LIMIT,
    TITLE_LIMIT,
    clean_line,
    clean_text,
    clean_title,
    normalise_phone,
    past_moment,
    required_text,
)
from hotline.errors import BadInput

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
BROKEN = st.text(st.characters(exclude_categories=()), max_size=60)


class TestTexts:
    """ "normalise control characters, NFC, reject over-long (text at most 20,000 characters, title at most 100)"."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("路灯\x00坏了\x07", "路灯坏了"),
            ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
            ("  路灯\t坏了 \n", "路灯\t坏了"),
            ("e\u0301", "é"),
            ("\ufeff路灯", "路灯"),
            ("路\u202e灯", "路灯"),
            ("坏\ud800了", "坏\ufffd了"),
            ("👨‍👩‍👧漏水😡", "👨‍👩‍👧漏水😡"),
            ("路燈壞了123", "路燈壞了123"),
        ],
    )
    def test_a_text_is_made_plain(self, typed: str, kept: str) -> None:
        assert clean_text(typed) == kept

    @given(BROKEN)
    def test_cleaning_twice_changes_nothing_and_leaves_only_writable_text(self, typed: str) -> None:
        plain = clean_text(typed)
        assert clean_text(plain) == plain == unicodedata.normalize("NFC", plain)
        assert plain.encode().decode() == plain
        assert not [sign for sign in plain if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]

    @given(BROKEN)
    def test_a_line_stays_on_one_line(self, typed: str) -> None:
        line = clean_line(typed, field="place")
        assert clean_line(line, field="place") == line
        assert len(line.splitlines()) <= 1

    def test_the_longest_text_is_taken_and_one_more_sign_is_not(self) -> None:
        assert len(clean_text("字" * TEXT_LIMIT)) == TEXT_LIMIT
        with pytest.raises(BadInput, match="最多20,000个字，现有20,001个字") as refusal:
            clean_text("字" * (TEXT_LIMIT + 1))
        assert refusal.value.field == "text"

    def test_a_megabyte_is_refused(self) -> None:
        with pytest.raises(BadInput, match="内容过长"):
            clean_text("字" * 1_000_000)

    def test_the_longest_title_is_taken_and_one_more_sign_is_not(self) -> None:
        assert clean_title("路灯\n不亮  了") == "路灯 不亮 了"
        assert len(clean_title("字" * TITLE_LIMIT)) == TITLE_LIMIT
        with pytest.raises(BadInput, match="最多100个字") as refusal:
            clean_title("字" * (TITLE_LIMIT + 1))
        assert refusal.value.field == "title"

    @pytest.mark.parametrize("typed", ["", " ", "\n\t", "\x00\x01", "\u200b", "。。。!", "\u3000"])
    def test_a_required_text_must_say_something(self, typed: str) -> None:
        with pytest.raises(BadInput, match="不能为空"):
            required_text(typed)

    @pytest.mark.parametrize("typed", ["水", "?1", "😡"])
    def test_little_is_enough(self, typed: str) -> None:
        assert required_text(typed) == typed


class TestPhones:
    """ "phone number normalisation (full-width digits, +86, landlines with area codes)"."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("13812345678", "13812345678"),
            ("138 1234 5678", "13812345678"),
            ("138-1234-5678", "13812345678"),
            ("１３８１２３４５６７８", "13812345678"),
            ("+86 138 1234 5678", "13812345678"),
            ("008613812345678", "13812345678"),
            ("8613812345678", "13812345678"),
            ("027-87654321", "027-87654321"),
            ("(027)8765 4321", "027-87654321"),
            ("02787654321", "027-87654321"),
            ("+86 27 8765 4321", "027-87654321"),
            ("010-65432100", "010-65432100"),
            ("0717-6789012", "0717-6789012"),
            ("027-87654321转801", "027-87654321-801"),
            ("027-87654321x801", "027-87654321-801"),
            ("400-820-8820", "4008208820"),
            ("+852 2345 6789", "+85223456789"),
            ("", ""),
            ("  ", ""),
        ],
    )
    def test_a_phone_number_is_made_plain(self, typed: str, kept: str) -> None:
        assert normalise_phone(typed) == kept

    @pytest.mark.parametrize(
        "typed",
        [
            "12345",
            "1381234567",
            "138123456789",
            "12812345678",
            "87654321",
            "abc",
            "一三八",
            "027-123",
            "13812345678a",
            "１２",
            "+86",
            "1" * 500,
        ],
    )
    def test_what_is_no_phone_is_refused_with_advice(self, typed: str) -> None:
        with pytest.raises(BadInput) as refusal:
            normalise_phone(typed)
        assert refusal.value.field == "phone"

    @given(st.text(max_size=25) | st.from_regex(r"\A[0-9+() \-]{6,18}\Z"))
    def test_any_text_is_a_phone_that_stays_itself_or_is_refused(self, typed: str) -> None:
        try:
            kept = normalise_phone(typed)
        except BadInput:
            return
        assert kept.isascii()
        assert normalise_phone(kept) == kept


class TestMoments:
    """ "a moment that may not lie in the future"."""

    def test_a_past_moment_is_kept_in_utc(self) -> None:
        city = datetime(2026, 11, 24, 15, tzinfo=timezone(timedelta(hours=8)))
        kept = past_moment(city, now=NOW)
        assert kept == city
        assert kept.tzinfo is UTC

    def test_a_clock_that_runs_a_little_ahead_is_set_back_to_now(self) -> None:
        assert past_moment(NOW + timedelta(minutes=2), now=NOW) == NOW

    @pytest.mark.parametrize(
        ("moment", "reason"),
        [
            (NOW + timedelta(minutes=6), "不能晚于现在"),
            (datetime(9999, 12, 31, tzinfo=UTC), "不能晚于现在"),
            (datetime(1999, 12, 31, tzinfo=UTC), "时间过早"),
            (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))), "时间过早"),
            (datetime(2026, 11, 24), "须带时区"),  # noqa: DTZ001 — the mistake is meant
        ],
    )
    def test_other_moments_are_refused(self, moment: datetime, reason: str) -> None:
        with pytest.raises(BadInput, match=reason) as refusal:
            past_moment(moment, now=NOW)
        assert refusal.value.field == "received_at"
