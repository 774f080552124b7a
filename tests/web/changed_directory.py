"""A small directory, changed: handed in, put into force, and what is proposed then."""

import json
import re

from tests.web.staff import AtCounter
from tests.web.visitor import words

TEXT = "小区里有人散养公鸡，天天凌晨打鸣，吵得睡不着。"
MOVED = "公鸡"


NAMES = {"urban_mgmt": "市城管执法委", "housing": "市房管局", "culture": "市文化和旅游局", "construction": "市城建局"}
WORDS = {
    "urban_mgmt": ["占道经营", {"all": ["摊贩", "机动车道"], "none": ["夜市"], "weight": 0.5}],
    "housing": ["物业"],
}


def directory() -> dict:
    """Return a small directory: reading the city's own takes seconds and shows no more."""
    return {
        "version": "小",
        "departments": [{"id": key, "name": name} for key, name in NAMES.items()],
        "matters": [{"id": f"{lead}.1", "name": "一", "lead": lead, "keywords": some} for lead, some in WORDS.items()],
    }


def with_keyword(keyword: str, *, lead: str, version: str = "试") -> str:
    """Return the small directory with one matter more: this keyword pulls to that department."""
    content = directory() | {"version": version}
    content["matters"].append(
        {"id": f"{lead}.tried", "name": "试", "lead": lead, "keywords": [{"text": keyword, "weight": 3}]}
    )
    return json.dumps(content, ensure_ascii=False)


def handed_in(person: AtCounter, text: str, book: str = "directory") -> str:
    """Hand an edition in and return the address of its page."""
    page = person.post(f"/admin/editions/{book}", {"content": text}, follow=False)
    assert page.status_code == 303, words(page.text)
    return str(page.location)


def put_into_force(person: AtCounter, page: str, why: str = "试点") -> None:
    answer = person.post(f"{page}/enact", {"why": why}, page=page)
    assert answer.status_code == 200, words(answer.text)


def first_of(person: AtCounter, text: str = TEXT) -> str:
    page = person.send("/operator/proposals", {"text": text, "csrf_token": person.token()}).text
    return re.findall(r'name="dispatch_to" value="([^"]+)"', page)[0]
