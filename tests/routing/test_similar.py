"""Is this the same matter? Measured on events of our own, told in many words, among look-alikes."""

from collections import defaultdict

import pytest

from routing.matters import Matter
from routing.similar import compare
from tests.routing.events import told

PROPOSED = 0.5
LEAST_PRECISION, LEAST_RECALL = 0.95, 0.80


def like(one: str, other: str, **more):
    return compare(Matter(text=one), Matter(text=other), **more)


def test_proposals_are_right_and_few_repeats_are_missed():
    messages = told()
    matters = [Matter(text=text) for _, text in messages]
    right = wrong = missed = 0
    found: dict[int, bool] = defaultdict(bool)
    for new in range(len(messages)):
        for earlier in range(new):
            same = messages[new][0] == messages[earlier][0]
            proposed = compare(matters[new], matters[earlier]).probability >= PROPOSED
            right, wrong, missed = (
                right + (proposed and same),
                wrong + (proposed and not same),
                missed + (same and not proposed),
            )
            found[new] |= proposed and same
    repeats = [at for at in range(1, len(messages)) if messages[at][0] == messages[at - 1][0]]
    assert len({event for event, _ in messages}) >= 60
    assert right / (right + wrong) >= LEAST_PRECISION, (right, wrong)
    assert right / (right + missed) >= LEAST_RECALL, (right, missed)
    assert sum(found[at] for at in repeats) / len(repeats) >= LEAST_RECALL


def test_reasons_name_the_place_the_matter_and_the_words():
    likeness = like("云岭水泥厂半夜排粉尘,窗台一层灰,请查。", "投诉云岭水泥厂,灰尘太大,晾衣服都是灰。")
    assert likeness.probability > PROPOSED
    assert any("云岭水泥厂" in reason for reason in likeness.reasons)
    assert any("粉尘" in reason for reason in likeness.reasons)


def test_differences_name_what_tells_two_matters_apart():
    likeness = like("翠柳小学门口没有斑马线,孩子过马路危险。", "青松小学门口没有斑马线,孩子过马路危险。")
    assert likeness.probability < PROPOSED
    assert any("翠柳小学" in each and "青松小学" in each for each in likeness.differences)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("洪山区幸福路的路灯不亮,晚上看不清。", "江岸区幸福路的路灯不亮,晚上看不清。"),
        ("金茂花园楼下餐馆油烟扰民,窗户不敢开。", "金茂花园的电梯坏了一周,老人下不了楼。"),
        ("公积金贷款需要什么材料?", "公积金怎样提取,要带什么?"),
    ],
)
def test_look_alikes_are_not_proposed(one, other):
    assert like(one, other).probability < PROPOSED


def test_the_same_sender_makes_it_more_probable_and_is_said():
    one, other = "枫桥里半夜施工吵得睡不着。", "枫桥里那个工地又通宵打桩。"
    assert like(one, other, same_sender=True).probability > like(one, other).probability
    assert "同一来电号码或邮箱" in like(one, other, same_sender=True).reasons


def test_words_repeated_letter_by_letter_are_the_same_and_more_words_say_more():
    text = "丽景台一楼的烧烤店每天闹到凌晨三点,油烟和吵闹让人没法睡。"
    assert like(text, text).words_alike == 1
    assert not like(text, text).says_more
    longer = text + "昨天店主还动手打了提意见的住户,并且把消防通道也占了,请一并处理。"
    assert like(longer, text).says_more


@pytest.mark.parametrize("text", ["", "?", "😀", "12345", "a" * 5000, "的的的的", "\x00\ud800"])
def test_anything_may_be_compared_with_anything(text):
    likeness = like(text, "和平路路灯不亮。")
    assert 0 <= likeness.probability < PROPOSED
    assert Matter(text=text).keys == Matter(text=text).keys


def test_names_phones_and_numbers_of_people_are_no_keys():
    matter = Matter(text="我叫欧阳小满,电话13812345678,邮箱ouyang@example.com,请修一修和平里的路灯。")
    assert not any("小满" in key or "1381" in key or "ouyang" in key for key in matter.keys)
    assert not any("小满" in word for word in matter.weights)
