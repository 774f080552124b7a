"""Evidence as people read it: learned stretches in whole words, and no word within another."""

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from routing import Candidate, Decision, Directory, Evidence, Router, explain, in_whole_words


def shown(whole: str, *stretches: str, how: str = "learned", places: tuple[str, ...] = ()) -> list[Evidence]:
    pieces = [Evidence(each, each, whole.index(each), whole.index(each) + len(each), how) for each in stretches]
    candidate = Candidate("a", "甲局", 0.9, tuple(pieces))
    decision = in_whole_words(
        Decision("assigned", "投诉", urgent=False, candidates=(candidate,), whole=whole, places=places)
    )
    return list(decision.candidates[0].evidence)


@pytest.mark.parametrize(
    ("stretch", "word"),
    [("售人员", "销售人员"), ("的医保卡", "医保卡"), ("公积", "公积金"), ("路灯", "路灯"), ("灯坏了", "路灯坏")],
)
def test_a_learned_stretch_grows_to_words_and_loses_little_ones(stretch, word):
    whole = "\n销售人员说我的医保卡不能用，路灯坏了，公积金怎么提取"
    (piece,) = shown(whole, stretch)
    assert (piece.found, whole[piece.start : piece.end], piece.keyword) == (word, word, word)


def test_two_stretches_of_one_word_are_named_once():
    assert [each.found for each in shown("\n销售人员态度差", "售人员", "销售人")] == ["销售人员"]


def test_what_the_directory_found_stays_as_it_is():
    assert [each.found for each in shown("\n销售人员态度差", "售人员", how="exact")] == ["售人员"]


def test_nothing_grows_into_the_name_of_a_place():
    assert [each.found for each in shown("\n红旗路灯市口", "灯市口", places=("红旗路",))] == ["灯市口"]


@for_any(st.text("销售人员的医保卡路灯不亮了我们，。 a1\n", min_size=2, max_size=40), st.data())
def test_every_piece_is_a_true_place_that_holds_words(whole, data):
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    candidate = Candidate("a", "甲局", 0.9, (Evidence("x", whole[start:end], start, end, "learned"),))
    decision = in_whole_words(Decision("assigned", "投诉", urgent=False, candidates=(candidate,), whole=whole))
    (piece,) = decision.candidates[0].evidence
    assert 0 <= piece.start < piece.end <= len(whole)
    assert whole[piece.start : piece.end] == piece.found


def test_the_sentence_names_no_word_within_another():
    decision = Router(Directory.packaged()).route("小区门口的路灯坏了一个星期没人修")
    assert {"路灯", "路灯坏"} <= {piece.found for piece in decision.candidates[0].evidence}
    assert "“路灯坏”" in explain(decision)
    assert "“路灯”" not in explain(decision)
