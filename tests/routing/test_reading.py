"""What is found in a message, what is proposed, and how it is said."""

import json
from importlib import resources
from itertools import accumulate

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.constants import PINYIN_DICT

from routing import Directory, Router, explain
from routing.cries import Sound
from routing.divert import LONGEST_CRY, set_apart
from routing.kind import propose_kind
from routing.parts import names_a_place, parts_of, place_spans
from routing.signs import Signs
from routing.slips import _read_readings
from routing.text import Words, normalise, shared_tokenizer
from tests.routing.sentences import CRIES, EMERGENCIES, EVERYDAY, TEMPTING

SMALL = {
    "departments": [{"id": "a", "name": "甲局"}, {"id": "b", "name": "乙局"}],
    "matters": [
        {"id": "a.x", "name": "占道", "lead": "a", "helpers": ["b"], "keywords": ["占道经营", "交车", "城管"]},
        {"id": "b.y", "name": "摆摊", "lead": "b", "keywords": [{"all": ["摆摊", "人行道"], "none": ["室内"]}]},
    ],
}


@pytest.fixture(scope="module")
def small() -> Router:
    return Router(Directory.from_object(SMALL))


def found(router: Router, text: str) -> list[tuple[str, str, str]]:
    lead = router.route(text).candidates[0]
    return [(piece.keyword, piece.found, piece.how) for piece in lead.evidence]


def test_a_keyword_inside_other_words_is_not_found(small: Router):
    assert found(small, "公交车站太挤")[0][1] == ""


def test_a_combination_needs_all_its_words(small: Router):
    assert found(small, "有人在人行道上摆摊")[0][0] == "摆摊+人行道"
    assert found(small, "有人在路上摆摊")[0][1] == ""


def test_a_forbidden_word_silences_a_combination(small: Router):
    assert found(small, "室内人行道摆摊")[0][1] == ""


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("承管不管事", ("城管", "承管", "pinyin")),
        ("门口占道经赢严重", ("占道经营", "占道经赢", "pinyin")),
        ("门口占道径营严重", ("占道经营", "占道径营", "pinyin")),
        ("门口占到经营", ("占道经营", "占到经营", "pinyin")),
        ("门口占道营经营", ("占道经营", "占道营经营", "fuzzy")),
    ],
)
def test_slips_are_found_and_named(small: Router, text: str, piece: tuple[str, str, str]):
    assert piece in found(small, text)


def test_full_width_and_traditional_text_is_understood(router: Router):
    assert router.route("攤販佔道經營,城管不管").candidates[0].department_id == "urban_mgmt"


def test_helpers_and_limit_class_come_with_the_matter(small: Router):
    assert small.route("门口占道经营").helpers == ("b",)


def test_a_college_in_a_road_name_is_a_place():
    normal = normalise("住在学院路附近")
    assert names_a_place(normal, normal.index("学院") + 2)
    assert not names_a_place("学院路灯坏了", 2)


def test_parts_tell_title_demand_and_background():
    normal = "标题\n我家在这里。请求尽快维修"
    codes = parts_of(normal, 2)
    assert codes[0] == 0
    assert codes[normal.index("请求")] == 1
    assert codes[normal.index("我家")] == 2


def test_words_know_where_they_end():
    words = Words()
    text = "公交车站"
    assert words.splits(text, 1, 3)
    assert not words.splits(text, 0, 2)


@given(st.text(alphabet="公交车站台路灯不亮小区物业乱收停车费在我们每天的了甴々abc12+. ,\n。", max_size=14))
def test_words_end_where_jieba_cuts_them(window: str):
    words = Words()
    assert words.borders(window) == list(accumulate(map(len, words.cut(window)), initial=0))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("住在学院路12号", ["学院路"]),
        ("去长江大道东新社区,路过李村和火车站路口", ["去长江大道", "东新社区", "路过李村"]),
        ("a市b1区的路灯和村民", ["a市", "b1区"]),
        ("中南路街道社区小区镇村大道路", ["中南路街道", "小区镇", "村大道路"]),
        ("路路通小区门口,春江花园小区", ["路路通小区", "春江花园小区"]),
    ],
)
def test_places_are_read_out_from_left_to_right(text: str, places: list[str]):
    assert [text[start:end] for start, end in place_spans(text)] == places


@pytest.mark.parametrize("sentence", EMERGENCIES)
def test_a_cry_for_help_is_diverted_or_urgent(router: Router, sentence: str):
    answer = router.route(sentence)
    assert answer.outcome == "diverted" or answer.urgent


def test_further_cries_are_heard_and_few_tempting_sentences_are_taken_for_one():
    def is_alarm(sentence: str) -> bool:
        divert, urgent = set_apart(normalise("\n" + sentence))
        return urgent or divert is not None

    assert len(CRIES) >= 40
    assert [cry for cry in CRIES if not is_alarm(cry)] == []
    assert len(TEMPTING) >= 200
    assert len([one for one in TEMPTING if is_alarm(one)]) <= len(TEMPTING) // 100


@pytest.mark.parametrize(
    ("cry", "number"),
    [
        ("婆婆坐在椅子上头歪着,推她她不理", "120"),
        ("我不想撑了,我在二桥桥面上", "110"),
        ("小船翻了,三个人在水里", "119"),
        ("煤气管子被挖断了", "119"),
        ("救我", "110"),
    ],
)
def test_a_cry_without_a_sign_names_a_number_to_call_and_quotes_what_was_said(cry: str, number: str):
    divert, urgent = set_apart(normalise("\n" + cry))
    assert urgent
    assert divert is not None
    assert divert.to == number
    assert divert.why.partition("“")[2].rstrip("”）") in cry


def test_what_is_taught_of_one_word_of_a_sort_holds_for_all_of_them():
    table = {"sorts": {"P": "爷爷 舅舅", "W": "河 湖"}, "prior": -1, "weights": {"2": "P倒 倒下$", "0.5": "P&W ^W"}}
    sound = Sound(table)
    assert sound.clauses("湖边,我爷爷舅舅倒下") == "^W边$,^我P倒下$"
    assert sound.score("舅舅倒下") == sound.score("爷爷倒下") == 3
    assert sound.score("舅舅在河里") == -0.5
    assert sound.score("河里有舅舅") == 0
    assert sound.score("") == -1


LONG_CRY = (
    "我现在在步行街三楼的火锅店门口,刚才吃饭的时候我父亲突然捂着胸口倒下去了,叫他没有反应,嘴唇发紫,店里的人都不知道怎么弄,"
    "我打了几个电话都占线,也不会做急救,求你们赶快派人来救救我爸爸,他今年六十二岁,平时有高血压和心脏病,药没有带在身上,我在门口等"
)
LONG_REPORT = (
    "去年冬天我们小区一楼电动车充电时发生火灾,好在消防队来得快,没有人员伤亡。事后物业答应拆除飞线、增设充电棚,"
    "但是一年过去了仍然没有动工,楼道里的电动车越停越多,业主多次向社区反映,得到的答复都是正在协调,大家晚上睡觉都不踏实,请有关部门督促物业尽快落实整改"
)


def test_in_a_longer_message_what_stands_around_a_sign_decides():
    assert len(LONG_CRY) > LONGEST_CRY < len(LONG_REPORT)
    divert, urgent = set_apart(normalise("\n" + LONG_CRY))
    assert urgent
    assert divert is not None
    assert divert.to == "120"
    assert set_apart(normalise("\n" + LONG_REPORT)) == (None, False)


def test_no_sign_is_found_in_harmless_expressions():
    signs = Signs({"火": [{"words": "着火"}, {"words": "跳", "pattern": "跳{W}"}]}, {"W": "楼"}, ("打不着火",))
    assert list(signs.find("煤气灶打不着火")) == []
    assert list(signs.find("着火了,有人跳楼")) == [("火", 0, 2), ("火", 6, 8)]


def test_every_sign_has_words_and_a_pattern_that_can_be_read():
    table = json.loads(resources.files("data").joinpath("emergencies.json").read_bytes())
    for rows in table["signs"].values():
        assert all(row["words"].split() for row in rows)
        signs = Signs({"all": rows}, table["names"])
        assert all(isinstance(sign.places("着火了"), list) for sign in signs.all_signs() if sign.pattern)


def test_of_two_hundred_everyday_sentences_at_most_two_are_taken_for_emergencies(router: Router):
    answers = {one: router.route(one) for one in EVERYDAY}
    alarms = [one for one, answer in answers.items() if answer.outcome == "diverted" or answer.urgent]
    assert len(EVERYDAY) == 200
    assert len(alarms) <= 2, alarms


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("我要申请政府信息公开,公开该地块的批复", "依申请公开"),
        ("不服法院判决,要求改判", "诉讼仲裁复议"),
        ("实名举报某局长收受贿赂,贪污公款", "纪检监察"),
    ],
)
def test_other_procedures_are_diverted_with_advice(router: Router, text: str, path: str):
    divert = router.route(text).divert
    assert divert is not None
    assert divert.to == path
    assert divert.advice


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请问落户需要什么材料", "咨询"),
        ("建议增设公交站", "建议"),
        ("举报某店卖假药", "举报"),
        ("投诉物业乱收费", "投诉"),
    ],
)
def test_the_kind_is_proposed(text: str, kind: str):
    assert propose_kind("\n" + text, 0) == kind


def test_explaining_quotes_the_text(router: Router):
    said = explain(router.route("小区门口每天都有摊贩占道经营"))
    assert "“占道经营”" in said
    assert "市城管执法委" in said


def test_nothing_found_is_said_plainly(router: Router):
    answer = router.route("你好")
    assert answer.outcome == "unknown"
    assert "没有找到" in explain(answer)


def test_the_dictionary_is_the_one_that_jieba_itself_would_read():
    ours = shared_tokenizer()
    assert (ours.FREQ, ours.total) == jieba.Tokenizer.gen_pfdict(jieba.Tokenizer().get_dict_file())


def test_the_readings_of_characters_are_those_of_pypinyin():
    assert {int(code): readings for code, readings in _read_readings().items()} == PINYIN_DICT
