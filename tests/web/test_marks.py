"""Marked texts: every mark is a true piece of the text, and nothing of the text is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hotline.web.furniture.marks import EXCERPT_LENGTH, excerpt, mark_evidence, mark_words, shown_words

TEXT = "门口路灯坏了,路灯下没有人"


def piece(start: int, end: int, how: str = "exact", text: str = TEXT) -> dict[str, Any]:
    return {"start": start, "end": end, "how": how, "found": text[start:end], "keyword": text[start:end]}


def test_the_directorys_words_come_before_what_past_tickets_taught() -> None:
    marked = mark_evidence(TEXT, [piece(1, 6, "learned"), piece(2, 4)])
    assert [(each.text, each.how) for each in marked if each.how] == [("路灯", "exact")]


def test_spans_count_from_the_offset_and_those_elsewhere_are_left_out() -> None:
    whole = f"标题\n{TEXT}"
    marked = mark_evidence(TEXT, [piece(0, 2, text=whole), piece(5, 7, text=whole)], offset=3)
    assert [each.text for each in marked if each.how] == ["路灯"]


def test_evidence_of_another_text_marks_nothing() -> None:
    assert mark_evidence("完全不同的内容啊啊啊", [piece(2, 4)])[0].how == ""


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from("ab"))))
def test_marking_loses_and_adds_no_sign(text: str, spans: list[tuple[int, int, str]]) -> None:
    marked = mark_evidence(text, [piece(start, end, how, text) for start, end, how in spans])
    assert "".join(each.text for each in marked) == text


@given(st.text(max_size=40), st.lists(st.text(max_size=3), max_size=4))
def test_marking_words_loses_no_sign(text: str, words: list[str]) -> None:
    assert "".join(each.text for each in mark_words(text, words)) == text


@given(st.text(max_size=300), st.text(min_size=1, max_size=3))
def test_an_excerpt_is_short_and_on_one_line(text: str, word: str) -> None:
    short = excerpt(text, [word])
    assert len(short) <= EXCERPT_LENGTH + 2
    assert "\n" not in short


def test_an_excerpt_shows_the_word() -> None:
    assert "路灯" in excerpt("很长的开头" * 30 + TEXT, ["路灯"])


def test_a_word_within_another_and_a_word_that_stands_again_are_read_once() -> None:
    shown = shown_words([piece(4, 5), piece(2, 5), piece(2, 4), piece(7, 9), piece(2, 5)])
    assert [each.found for each in shown] == ["路灯坏", "路灯"]


def test_what_past_tickets_taught_hides_no_word_of_the_directory() -> None:
    shown = shown_words([piece(2, 4), piece(1, 6, "learned")])
    assert [each.how for each in shown] == ["exact", "learned"]
