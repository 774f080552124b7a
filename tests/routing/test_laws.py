"""What holds for every text whatsoever."""

from hypothesis import given
from hypothesis import strategies as st

from routing import Directory, Router, normalise, whole_of
from routing.text import normalise_all

ODD = "城管占道经營垃圾违建公交车站交車路灯Ａ１２３﹙﹚Ⅳ㎡①👮‍♀️🔥\u0000\u200b\ufeff\u202e\ud7ff臺灣學校\n\t,。?!"
TEXTS = st.one_of(st.text(), st.text(alphabet=ODD, max_size=80))
ROUTERS: dict[str, Router] = {}


def the_router() -> Router:
    if not ROUTERS:
        ROUTERS["taught"] = Router(Directory.packaged())
        ROUTERS["taught"].learn_all(
            [
                ("路灯不亮", "门口的路灯坏了三天没人修", "市城管执法委"),
                ("公交太少", "公交车等了很久都不来", "市交运局"),
                ("物业", "小区物业乱收停车费", "市房管局"),
            ]
        )
    return ROUTERS["taught"]


@given(TEXTS)
def test_normalising_twice_changes_nothing(text: str):
    assert normalise(normalise(text)) == normalise(text)


@given(TEXTS)
def test_normalising_keeps_every_character_in_its_place(text: str):
    assert len(normalise(text)) == len(text)


@given(st.lists(TEXTS))
def test_words_normalised_together_are_the_same_as_one_by_one(words: list[str]):
    assert normalise_all(words) == [normalise(word) for word in words]


@given(TEXTS, TEXTS)
def test_evidence_is_a_true_piece_of_title_and_text(text: str, title: str):
    whole = whole_of(text, title)
    for candidate in the_router().route(text, title=title).candidates:
        assert candidate.evidence
        for piece in candidate.evidence:
            assert whole[piece.start : piece.end] == piece.found


@given(TEXTS)
def test_every_text_gets_five_candidates_best_first(text: str):
    decision = the_router().route(text)
    scores = [candidate.score for candidate in decision.candidates]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@given(TEXTS)
def test_the_same_text_gets_the_same_answer(text: str):
    assert the_router().route(text).as_dict() == the_router().route(text).as_dict()


def test_two_routers_of_one_directory_answer_alike(router: Router):
    other = Router(Directory.packaged())
    for text in ("楼下烧烤摊油烟扰民", "公交车站台没有雨棚", "承管不管占道经赢"):
        assert other.route(text).as_dict() == router.route(text).as_dict()


def test_a_megabyte_is_read(router: Router):
    assert router.route("路灯不亮,希望维修。" * 100_000).candidates[0].department_id == "urban_mgmt"
