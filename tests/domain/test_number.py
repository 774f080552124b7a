"""The service number and the query code."""

import contextlib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import damm

from hotline.domain.number import (
    CODE_ALPHABET,
    CODE_LENGTH,
    ServiceNumber,
    compose,
    new_query_code,
    normalise_query_code,
    parse,
    spoken,
    spoken_query_code,
)
from hotline.errors import MalformedNumber, WrongCheckDigit

DIGITS = "0123456789"
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2199, 12, 31))
sequences = st.one_of(st.integers(1, 999_999), st.integers(1_000_000, 999_999_999_999))
numbers = st.builds(compose, days, sequences)


class TestCheckDigit:
    """ "check digit by a published scheme that catches every single wrong digit and every swap of neighbours"."""

    def test_every_digit_moves_every_state_to_a_state_of_its_own(self) -> None:
        # The scheme is a walk over ten states. The state after a prefix is all that the rest can see of it.
        prefix_of = {damm.checksum(digit): digit for digit in DIGITS}
        assert sorted(prefix_of) == list(range(10))
        for digit in DIGITS:
            assert len({damm.checksum(prefix_of[state] + digit) for state in range(10)}) == 10

    def test_two_different_digits_never_lead_one_state_to_the_same_state(self) -> None:
        # With the test above: after one wrong digit the walks differ for ever, so no number of any length hides it.
        for prefix in DIGITS:
            assert len({damm.checksum(prefix + digit) for digit in DIGITS}) == 10

    def test_two_swapped_digits_never_lead_one_state_to_the_same_state(self) -> None:
        for prefix in DIGITS:
            for one in DIGITS:
                for other in DIGITS:
                    same = damm.checksum(prefix + one + other) == damm.checksum(prefix + other + one)
                    assert same == (one == other)

    @pytest.mark.parametrize("sequence", [1, 42, 999_999, 1_000_000, 98_765_432])
    def test_every_single_slip_in_a_whole_number_is_refused_as_a_wrong_check_digit(self, sequence: int) -> None:
        number = compose(date(2026, 11, 24), sequence)
        for place, right in enumerate(number):
            for wrong in DIGITS.replace(right, ""):
                with pytest.raises(WrongCheckDigit):
                    parse(number[:place] + wrong + number[place + 1 :])

    @given(numbers)
    def test_every_swap_of_neighbours_in_any_number_is_refused(self, number: str) -> None:
        for place in range(len(number) - 1):
            one, other = number[place], number[place + 1]
            if one != other:
                with pytest.raises(WrongCheckDigit):
                    parse(number[:place] + other + one + number[place + 2 :])


class TestServiceNumber:
    """ "Digits only, so it can be read aloud: date, daily sequence, check digit"."""

    @given(days, sequences)
    def test_reading_a_composed_number_gives_back_day_and_sequence(self, day: date, sequence: int) -> None:
        number = compose(day, sequence)
        assert re.fullmatch(r"\d{15,21}", number)
        assert parse(number) == ServiceNumber(day, sequence)
        assert str(parse(number)) == number

    def test_a_number_begins_with_the_day_and_six_digits_of_sequence(self) -> None:
        assert compose(date(2026, 11, 24), 123)[:-1] == "20261124000123"

    def test_the_sequence_grows_where_a_day_has_more_than_a_million_tickets(self) -> None:
        assert compose(date(2026, 11, 24), 1_000_000)[:-1] == "202611241000000"

    def test_numbers_of_a_day_sort_as_they_were_given(self) -> None:
        assert (
            ServiceNumber(date(2026, 1, 1), 2)
            < ServiceNumber(date(2026, 1, 1), 10)
            < ServiceNumber(date(2026, 1, 2), 1)
        )

    @pytest.mark.parametrize("sequence", [0, -1, 10**12])
    def test_a_sequence_out_of_range_is_a_programming_error(self, sequence: int) -> None:
        with pytest.raises(ValueError, match="sequence"):
            compose(date(2026, 11, 24), sequence)

    @given(numbers, st.sampled_from([" ", "-", "\u3000", "\u00a0", "–", "—", "-", "\t", "\u200b", " - "]))
    def test_separators_between_any_digits_are_passed_over(self, number: str, separator: str) -> None:
        assert str(parse(separator.join(number))) == number

    @given(numbers)
    def test_full_width_digits_are_read(self, number: str) -> None:
        assert str(parse(number.translate({ord(d): ord(d) + 0xFEE0 for d in DIGITS}))) == number

    @given(numbers)
    def test_what_is_read_aloud_can_be_typed_back(self, number: str) -> None:
        assert str(parse(spoken(number))) == number
        assert max(map(len, spoken(number).split())) <= 4

    def test_a_number_is_read_aloud_in_short_groups(self) -> None:
        number = compose(date(2026, 11, 24), 123)
        assert spoken(parse(number)) == f"2026 1124 000 123 {number[-1]}"
        assert spoken(compose(date(2026, 11, 24), 1_234_567)).startswith("2026 1124 1 234 567 ")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "12345",
            "2026112400012",
            "abc",
            "2026-11-24",
            "20261124OOO1234",
            "²0261124000123",
            "٢٠٢٦١١٢٤٠٠٠١٢٣٤",
            "9" * 22,
        ],
    )
    def test_what_is_no_number_is_malformed(self, text: str) -> None:
        with pytest.raises(MalformedNumber) as refusal:
            parse(text)
        assert refusal.value.message.startswith("服务编号")

    @pytest.mark.parametrize(
        "body", ["20261324000001", "20260230000001", "00000000000001", "20261124000000", "202611240000001"]
    )
    def test_a_right_check_digit_does_not_make_a_number_of_an_impossible_day_or_sequence(self, body: str) -> None:
        with pytest.raises(MalformedNumber):
            parse(body + damm.calc_check_digit(body))

    @given(st.text(max_size=40))
    def test_any_text_is_a_number_or_refused_in_one_of_two_ways(self, text: str) -> None:
        with contextlib.suppress(MalformedNumber, WrongCheckDigit):
            assert parse(str(parse(text))) == parse(text)


class TestQueryCode:
    """ "the query code: 8 characters from an unambiguous alphabet, at least 40 bits, case-insensitive on input"."""

    def test_a_code_has_forty_bits(self) -> None:
        assert len(CODE_ALPHABET) ** CODE_LENGTH == len(set(CODE_ALPHABET)) ** CODE_LENGTH == 2**40

    def test_new_codes_differ_and_are_already_normal(self) -> None:
        codes = {new_query_code() for _ in range(2000)}
        assert len(codes) == 2000
        assert all(len(code) == CODE_LENGTH and normalise_query_code(code) == code for code in codes)

    @given(st.text(alphabet=CODE_ALPHABET, min_size=8, max_size=8))
    def test_a_code_is_known_again_in_small_letters_full_width_and_groups(self, code: str) -> None:
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
        for typed in (code.lower(), f" {code[:4]}-{code[4:]} ", wide, spoken_query_code(code)):
            assert normalise_query_code(typed) == code

    def test_letters_that_look_like_digits_are_read_as_digits(self) -> None:
        assert normalise_query_code("oOiIlL23") == "00111123"

    @given(st.text(max_size=20))
    def test_normalising_twice_changes_nothing(self, text: str) -> None:
        once = normalise_query_code(text)
        assert normalise_query_code(once) == once
