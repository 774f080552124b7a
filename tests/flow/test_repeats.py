"""Beside classification: what repeats what — found through the index, proposed with reasons, merged by rule."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.people import SYSTEM
from hotline.errors import IllegalTransition
from hotline.flow.same_matter import repeats
from hotline.models import RepeatKey, RepeatProposal
from hotline.parts import parts
from hotline.queries import repeat_list
from hotline.queries.paging import Paging
from tests.factories import a_ticket, the
from tests.people import DAY, HOUR, MONDAY, OPERATOR

PLANT = {"title": "", "place": "", "text": "云岭水泥厂半夜排粉尘，窗台上一层灰，老人咳嗽。"}
AGAIN = {"title": "", "place": "", "text": "投诉云岭水泥厂污染，灰尘太大，衣服都不敢晾。"}
ELSEWHERE = {"title": "", "place": "", "text": "石桥化工厂夜里冒黑烟，气味刺鼻。"}
LATER = MONDAY + HOUR


def look(ticket_id, at=LATER):
    with unit_of_work():
        repeats.look(the(ticket_id), versions=parts().repeat_rules, at=at)
    return ticket_id


def a_call(phone, state=State.CLASSIFIED, **words) -> int:
    return look(a_ticket(state, citizen_phone=phone, **words))


def proposals():
    return db.session.query(RepeatProposal).order_by(RepeatProposal.id).all()


def test_the_same_matter_of_another_citizen_is_proposed_with_reasons_and_a_look_alike_is_not():
    first, _ = a_call("13871230001", **PLANT), a_call("13871230002", **ELSEWHERE)
    again = a_call("13871230003", **AGAIN)
    [found] = proposals()
    assert (found.ticket_id, found.earlier_id) == (again, first)
    assert found.probability >= parts().repeat_rules[0].propose_from
    assert any("云岭水泥厂" in reason for reason in found.reasons)
    assert the(again).state is State.CLASSIFIED  # a person decides


def test_looking_twice_changes_nothing():
    first, again = a_call("13871230001", **PLANT), a_call("13871230003", **AGAIN)
    keys = db.session.query(RepeatKey).count()
    look(again)
    look(first)
    assert (len(proposals()), db.session.query(RepeatKey).count()) == (1, keys)


def test_a_confirmed_proposal_merges_into_the_ticket_that_lives():
    first, again = a_call("13871230001", State.HANDLING, **PLANT), a_call("13871230003", **AGAIN)
    with unit_of_work():
        into = repeats.merge_as_proposed(repeats.get_proposal(proposals()[0].id), by=OPERATOR, at=LATER)
        assert into.id == first
    assert (the(again).state, len(the(first).messages)) == (State.MERGED, 2)
    assert proposals()[0].decision == "merged"
    assert repeat_list.page_of_proposals(Paging()).rows == ()
    with pytest.raises(IllegalTransition), unit_of_work():
        repeats.decide(proposals()[0], "different", by=OPERATOR, at=LATER)


def test_a_refused_proposal_is_not_made_again_and_the_journal_knows():
    _, again = a_call("13871230001", **PLANT), a_call("13871230003", **AGAIN)
    with unit_of_work():
        repeats.decide(proposals()[0], "different", by=OPERATOR, at=LATER)
    look(again)
    assert len(proposals()) == 1
    assert the(again).journal[-1].what == "not_a_repeat"


def test_the_same_words_of_the_same_citizen_are_merged_by_the_citys_rule_and_the_journal_names_it():
    first = a_call("13871230001", State.HANDLING, **PLANT)
    again = a_call("13871230001", **PLANT)
    assert (the(again).state, the(again).merged_into_id) == (State.MERGED, first)
    [entry] = [each for each in the(again).journal if each.what == "merge"]
    assert (entry.by_role, entry.facts["rule"]) == (SYSTEM.role, "same-sender-same-words")
    assert proposals() == []


@pytest.mark.parametrize("phone", ["13871230002", ""])
def test_the_same_words_of_somebody_else_or_of_nobody_known_are_only_proposed(phone):
    a_call("13871230001" if phone else "", **PLANT)
    again = a_call(phone, **PLANT)
    assert the(again).state is State.CLASSIFIED
    assert len(proposals()) == 1


def test_who_says_more_than_before_is_not_merged_by_rule():
    a_call("13871230001", **PLANT)
    more = {**PLANT, "text": PLANT["text"] + "昨天夜里厂里还有爆炸声，厂门口的路也压坏了，请环保和交通部门一起来看。"}
    assert the(a_call("13871230001", **more)).state is State.CLASSIFIED


def test_what_is_over_is_proposed_for_linking_never_merged_by_rule():
    first = a_call("13871230001", State.CLOSED, **PLANT)
    again = a_call("13871230001", **PLANT)
    assert the(again).state is State.CLASSIFIED
    [row] = repeat_list.list_of_ticket(again)
    assert (row.earlier_id, row.answered) == (first, True)


def test_what_is_older_than_the_window_is_not_looked_at():
    a_call("13871230001", **PLANT)
    late = MONDAY + 200 * DAY
    again = look(a_ticket(State.CLASSIFIED, at=late, citizen_phone="13871230003", **AGAIN), at=late + HOUR)
    assert repeat_list.list_of_ticket(again) == ()


@pytest.mark.parametrize("state", [State.DECLINED, State.VOIDED])
def test_what_was_refused_or_withdrawn_is_not_offered(state):
    look(a_ticket(state, citizen_phone="13871230001", **PLANT))
    assert repeat_list.list_of_ticket(a_call("13871230003", **AGAIN)) == ()


def test_of_a_merged_one_the_ticket_that_leads_is_offered():
    first, second = a_call("13871230001", **PLANT), a_call("13871230002", **AGAIN)
    with unit_of_work():
        repeats.merge_as_proposed(repeats.get_proposal(proposals()[0].id), by=OPERATOR, at=LATER)
    third = a_call("13871230003", **AGAIN)
    assert {each.earlier_id for each in repeat_list.list_of_ticket(third)} == {first} != {second}
