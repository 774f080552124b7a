"""Is this the same matter? Measured on events of our own, told in many words, among look-alikes."""

from collections import defaultdict

import pytest

from routing.matters import Matter
from routing.shared import same_name
from routing.similar import compare, raised
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
        ("703路公交班次太少了,等了快一个小时才来一辆。", "705路公交班次太少了,等了快一个小时才来一辆。"),
        (
            "白石村进村的路没有硬化,下雨全是泥,请支持修一条水泥路。",
            "柳沟村进村的路没有硬化,下雨全是泥,请支持修一条水泥路。",
        ),
        ("B市锦绣湾强制交物业费才给钥匙。", "C市锦绣湾强制交物业费才给钥匙。"),
    ],
)
def test_look_alikes_are_not_proposed(one, other):
    assert like(one, other).probability < PROPOSED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("丽水湾4栋顶楼业主违建加盖一层,请城管来拆。", "举报丽水湾顶楼私自加盖违建,影响整栋楼安全。"),
        ("请给703路增加车辆,早高峰等不到车。", "703路公交早高峰半个小时才来一辆,希望增加车辆。"),
        ("彩虹城开发商捆绑卖车位,不买车位不给签合同。", "买彩虹城的房子必须先买车位,这是捆绑销售。"),
    ],
)
def test_one_matter_in_other_words_is_proposed(one, other):
    assert like(one, other).probability >= PROPOSED


def test_a_title_that_names_the_matter_counts_more_than_a_long_story():
    story = "我们是这里的住户,多次打电话没有人来处理,老人孩子都受不了,希望领导重视,谢谢。" * 3
    one = Matter(title="青岭水泥厂夜间偷排粉尘", text=story + "窗台上每天一层灰。")
    other = Matter(title="举报青岭水泥厂夜里排粉尘", text="家里不敢开窗," + story)
    assert compare(one, other).probability >= PROPOSED
    away = Matter(title="云岭水泥厂拖欠工资", text=story)
    assert compare(one, away).probability < PROPOSED


def test_many_messages_that_look_alike_speak_for_each_other_and_that_is_said():
    call = Matter(text="枫桥里旁边那个工地吵了好多天,请管一管。")
    others = ("枫桥里隔壁工地夜里打桩。", "枫桥里工地通宵施工,睡不着。", "枫桥里的工地半夜还在浇混凝土。")
    alone = compare(call, Matter(text=others[0]))
    among = raised([compare(call, Matter(text=other)) for other in (*others, "翠屏小区停水三天了。")])
    assert among[0].probability > alone.probability
    assert any("另有2件" in reason for reason in among[0].reasons)
    assert raised([alone]) == (alone,)
    assert among[-1].probability < PROPOSED


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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("宏江机电公司", "江宏机电公司", True),
        ("金茂城", "金贸城", True),
        ("梦想之城", "梦想城", True),
        ("金茂花园", "金茂花园二期", True),
        ("青岭水泥厂", "云岭水泥厂", False),
        ("翠柳小学", "青松小学", False),
        ("703路", "705路", False),
    ],
)
def test_a_name_with_a_slip_is_the_same_and_another_of_its_kind_is_not(one, other, same):
    assert same_name(one, other) is same


@pytest.mark.parametrize("text", ["", "?", "😀", "12345", "a" * 5000, "的的的的", "\x00\ud800"])
def test_anything_may_be_compared_with_anything(text):
    likeness = like(text, "和平路路灯不亮。")
    assert 0 <= likeness.probability < PROPOSED
    assert Matter(text=text).keys == Matter(text=text).keys


def test_names_phones_and_numbers_of_people_are_no_keys():
    matter = Matter(text="我叫欧阳小满,电话13812345678,邮箱ouyang@example.com,请修一修和平里的路灯。")
    assert not any("小满" in key or "1381" in key or "ouyang" in key for key in matter.keys)
    assert not any("小满" in word for word in matter.weights)
