"""Laws of masking: nothing personal survives, nothing is masked twice."""

import re
import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotline.domain.privacy import contains_personal_data, mask
from tests.domain.test_privacy import MASKED, UNTOUCHED

HANZI = st.text(alphabet="小区业主反映道路积水张王李三四五的在了和楼下物业,。 ", max_size=12)
PIECES = st.one_of(
    HANZI,
    st.text(max_size=6),
    st.sampled_from([text for text, _ in MASKED]),
    st.sampled_from(UNTOUCHED),
    st.from_regex(r"\A[0-9 \-]{1,20}\Z"),
    st.sampled_from(
        ["〔电话〕", "〔门牌〕", "某某", "某先生", "我叫", "联系人:", "业主", "路", "3栋", "号", "先生", "QQ"]
    ),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)
PHONES = st.from_regex(r"\A1[3-9][0-9]{9}\Z").filter(str.isascii)
WRITTEN = st.sampled_from(
    [
        lambda phone: phone,
        lambda phone: f"{phone[:3]} {phone[3:7]} {phone[7:]}",
        lambda phone: f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
        lambda phone: " ".join(phone),
        lambda phone: phone.translate({48 + n: 0xFF10 + n for n in range(10)}),
        lambda phone: phone.translate({48 + n: "〇一二三四五六七八九"[n] for n in range(10)}),
        lambda phone: phone.translate({48 + n: "零幺二三四五六七八九"[n] for n in range(10)}),
        lambda phone: f"+86{phone}",
        lambda phone: f"{phone[:3]}\u200b{phone[3:7]}\u3000{phone[7:]}",
    ]
)
PLAIN = {ord(sign): str(n) for n, sign in enumerate("〇一二三四五六七八九")} | {ord("零"): "0", ord("幺"): "1"}


def digits_of(text: str) -> str:
    """Return all digits of a text, however written, with everything between them dropped."""
    wide = {0xFF10 + n: str(n) for n in range(10)}
    return re.sub(r"[^0-9]", "", text.translate(wide).translate(PLAIN))


class TestLaws:
    """ "published text contains no phone; masking is idempotent; known values are masked wherever they appear"."""

    @given(TEXTS)
    def test_masking_a_masked_text_changes_nothing(self, text: str) -> None:
        once = mask(text)
        assert mask(once) == once
        assert not contains_personal_data(once)

    @given(TEXTS, st.lists(st.text(min_size=1, max_size=6) | HANZI.filter(bool) | PHONES, max_size=3))
    @example("某某某", ["某某"])
    @example("我叫张三", ["叫"])
    def test_masking_with_known_values_is_idempotent_too(self, text: str, known: list[str]) -> None:
        once = mask(text, known)
        assert mask(once, known) == once

    @given(
        st.text(alphabet="小区业主反映道路积水请回电的在了,。、", max_size=10),
        PHONES,
        WRITTEN,
        st.text(alphabet="谢谢尽快处理漏水,。!", max_size=10),
    )
    def test_no_mobile_phone_survives_however_it_is_written(
        self, before: str, phone: str, write: Callable[[str], str], after: str
    ) -> None:
        assert digits_of(mask(before + write(phone) + after)) == ""

    @given(TEXTS, PHONES, TEXTS)
    def test_no_plain_mobile_phone_survives_in_any_surroundings(self, before: str, phone: str, after: str) -> None:
        assert phone not in mask(before + phone + after)

    @given(
        TEXTS,
        st.sampled_from(["于成龙", "曾多", "高安全", "Anna Smith", "买买提·艾力", "李", "珞喻路1037号3栋", "a@b.cn"]),
        TEXTS,
    )
    def test_a_known_value_never_survives(self, before: str, known: str, after: str) -> None:
        assert known not in mask(before + known + after, [known])

    @given(PHONES, WRITTEN)
    def test_a_known_phone_is_found_however_it_is_written(self, phone: str, write: Callable[[str], str]) -> None:
        assert digits_of(mask(f"找{write(phone)}谈", [phone])) in ("", "86")

    @given(
        st.dates().filter(lambda day: day.year >= 1950),
        st.sampled_from(["%Y年%m月%d日", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]),
    )
    def test_dates_stay(self, day: date, form: str) -> None:
        text = f"于{day.strftime(form)}反映"
        assert mask(text) == text or day.year > 2099

    @given(st.integers(0, 99_999_999), st.sampled_from(["元", "万元", "平方米", "人", "户", "吨"]))
    def test_amounts_stay(self, amount: int, unit: str) -> None:
        assert mask(f"共计{amount}{unit}") == f"共计{amount}{unit}"


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1 ",
        "2020 ",
        "一",
        "3栋2单元",
        "业主王",
        "我叫",
        "138-",
        "QQ1 ",
        "账号a ",
        "王",
        "a@",
        "a.",
        "·",
        "姓名:",
        "路1号",
        "某某和王",
    ],
)
def test_the_longest_text_is_masked_in_a_blink(piece: str) -> None:
    begin = time.process_time()
    mask((piece * 20_000)[:20_000])
    assert time.process_time() - begin < 3
