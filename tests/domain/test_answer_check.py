"""Advice on an answer: each demand met, a basis cited, no personal data; it says so and never shows what it found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.answer_check import Advice, check_answer, demands_of

ASKED = "我家楼下的路灯坏了半个月。请尽快修好路灯。另外小区门口的井盖也松了，希望更换井盖。什么时候能修好?"
GOOD = "路灯已于11月20日修好并恢复照明；小区门口的井盖已更换并加固，欢迎继续监督。"
BASIS = "《城市照明管理规定》第二十一条"


def warned(*args: str, **more: object) -> str:
    return "".join(each.words for each in check_answer(*args, **more) if not each.well)  # type: ignore[arg-type]


def test_a_good_answer_is_well_in_every_point() -> None:
    assert all(each.well for each in check_answer(ASKED, GOOD, basis=BASIS))


def test_each_demand_that_is_not_taken_up_is_named() -> None:
    said = warned(ASKED, "路灯已于11月20日修好并恢复照明，感谢您的监督和支持。", basis=BASIS)
    assert "井盖" in said
    assert "请尽快修好路灯" not in said


def test_sentences_end_at_full_width_marks_as_at_half_width_ones() -> None:
    asked = "路灯坏了！请尽快修好路灯；井盖松了，希望更换井盖。为什么没人管？"
    assert demands_of(asked) == ("请尽快修好路灯", "井盖松了，希望更换井盖", "为什么没人管？")


def test_a_template_that_was_not_filled_in_is_named() -> None:
    assert "【请填写】" in warned(ASKED, f"{GOOD}【请填写：责任科室】负责后续。", basis=BASIS)


def test_a_question_for_a_time_wants_a_time() -> None:
    assert "没有写明时间" in warned(ASKED, GOOD.replace("于11月20日", ""), basis=BASIS)


@pytest.mark.parametrize(("basis", "sentence"), [("", "还没有写依据"), ("按规定办理", "请写具体")])
def test_a_basis_is_asked_for(basis: str, sentence: str) -> None:
    assert sentence in warned(ASKED, GOOD, basis=basis)


@pytest.mark.parametrize("secret", ["13871234567", "陈秀英"])
def test_personal_data_is_named_as_it_was_written(secret: str) -> None:
    said = warned(ASKED, f"{GOOD}已电话联系{secret}。", basis=BASIS, known=["陈秀英"])
    assert f"疑似个人信息：“{secret}”" in said


def test_nothing_written_gets_no_advice() -> None:
    assert check_answer(ASKED, "  ") == ()


def test_without_a_cue_the_last_sentence_is_the_demand() -> None:
    assert demands_of("水管漏了。一直没人来。") == ("一直没人来",)


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_taken(asked: str, answer: str, basis: str) -> None:
    assert all(isinstance(each, Advice) and each.words for each in check_answer(asked, answer, basis=basis))
