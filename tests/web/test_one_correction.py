"""One correction through the pages changes the very next like message, in every program; its undoing restores."""

import re

import pytest
from flask import Flask

from tests.factories import the_first_proposal
from tests.web import staff
from tests.web.staff import AtCounter

FIRST = "我们小区楼下新开的健身房每天早上六点就放音乐喊口号，吵得老人孩子没法休息，希望有人管管。"
NEXT = "楼下的健身房一大早六点就放音乐、喊口号，老人和孩子都没法休息，请管一管。"
UNLIKE = "学校门口的窨井盖破了，孩子上学很危险，请尽快修好。"
CORRECTED = "culture"
PROPOSED = re.compile(r'name="dispatch_to" value="([^"]+)"')


def proposed(person: AtCounter, text: str) -> list[str]:
    """Return the departments of the panel for a half-written call, best first."""
    page = person.send("/operator/proposals", {"text": text, "csrf_token": person.token()})
    return PROPOSED.findall(page.text)


def taken(person: AtCounter, text: str, lead: str) -> str:
    """Take a call and send it to a department of the operator's own choice; return its number."""
    form = {"text": text, "then": "dispatch", "lead": lead, "channel": "phone"}
    page = person.post("/operator", form, follow=False)
    assert page.status_code == 303
    return str(page.location).rsplit("/", 1)[-1]


def proposal_in_the_yard(program: Flask, text: str) -> str:
    """Let a program classify a written message as its worker would; return the department of the kept proposal."""
    return str(the_first_proposal(program, text=text, title="健身房噪声").decision["candidates"][0]["department_id"])


def send_back(person: AtCounter, app: Flask, number: str) -> None:
    """Let the corrected department ask to send the ticket back, and the operator grant it."""
    wish = {"reason": "not_our_duty", "text": "噪声不归我局管", "basis": "三定规定", "suggested": ""}
    staff.officer(app, CORRECTED).step(number, "send-back", **wish)
    assert person.step(number, "decide", decision="grant", note="同意退回").status_code == 200


def test_a_correction_counts_at_the_very_next_like_message_in_every_program(app: Flask, other: Flask) -> None:
    here, there = staff.operator(app), staff.operator(other)
    before, unlike = proposed(here, NEXT), proposed(there, UNLIKE)
    assert before[0] != CORRECTED
    taken(here, FIRST, CORRECTED)
    assert proposed(here, NEXT)[0] == CORRECTED
    assert proposed(there, NEXT)[0] == CORRECTED
    assert proposal_in_the_yard(other, NEXT) == CORRECTED
    assert proposed(there, UNLIKE)[0] == unlike[0]


@pytest.mark.backend("sqlite")  # what the study makes of a lesson does not depend on where the lesson is kept
@pytest.mark.parametrize(
    ("first", "following"),
    [
        ("菜市场里有摊贩用鬼秤缺斤少两，还不肯退钱。", "菜市场里的摊贩用鬼秤，缺斤少两还不肯退钱，请来查一查。"),
        ("路灯坏了半个月没人修，晚上走路看不见。", "我们这条路的路灯坏了很久一直没人来修，晚上看不见路。"),
        ("公司拖欠我们三个月的工资，一直说没钱。", "老板欠了我三个月工资，公司总说没钱发。"),
        ("小区停水两天了，物业也不给说法。", "我们小区已经停水两天，物业没有任何说法，请尽快恢复。"),
    ],
)
def test_even_a_sure_proposal_follows_one_correction(app: Flask, first: str, following: str) -> None:
    person = staff.operator(app)
    assert CORRECTED not in proposed(person, following)
    taken(person, first, CORRECTED)
    assert proposed(person, following)[0] == CORRECTED


def test_a_granted_return_restores_what_was_proposed_before(app: Flask, other: Flask) -> None:
    here, there = staff.operator(app), staff.operator(other)
    before = proposed(here, NEXT)
    number = taken(here, FIRST, CORRECTED)
    assert proposed(there, NEXT)[0] == CORRECTED
    send_back(here, app, number)
    assert proposed(here, NEXT) == before
    assert proposed(there, NEXT) == before


def test_a_correction_is_shown_with_its_reason(app: Flask) -> None:
    person = staff.operator(app)
    taken(person, FIRST, CORRECTED)
    page = person.send("/operator/proposals", {"text": NEXT, "csrf_token": person.token()}).text
    first = page.split("</li>")[0]
    assert "how-learned" in first
    assert "健身房" in first
