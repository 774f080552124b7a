"""What was learned is kept in versions; going back restores what was proposed and goes on learning."""

from flask import Flask

from hotline.flow import learning
from tests.web import staff
from tests.web.changed_directory import TEXT, first_of
from tests.web.visitor import words


class TestLearnedVersions:
    def test_going_back_restores_what_was_proposed_and_goes_on_learning(self, app: Flask, other: Flask) -> None:
        here, there, person = staff.operator(app), staff.operator(other), staff.admin(app)
        call = {"then": "dispatch", "channel": "phone"}
        here.post("/operator", {**call, "text": TEXT, "lead": "culture"})
        person.post("/admin/learning", {"note": "第一课"})
        here.post("/operator", {**call, "text": TEXT, "lead": "housing"})
        assert first_of(here) == first_of(there) == "housing"
        page = person.get("/admin/learning").text
        assert "第一课" in page
        assert "打鸣" in page
        person.post("/admin/learning/1/use", {"why": "第二课教错了"}, page="/admin/learning")
        assert first_of(here) == first_of(there) == "culture"
        assert "第二课教错了" in person.get("/admin/learning").text
        here.post("/operator", {**call, "text": TEXT, "lead": "construction"})
        assert first_of(here) == first_of(there) == "construction"

    def test_nothing_learned_cannot_be_saved_and_an_unknown_version_not_used(self, app: Flask) -> None:
        person = staff.admin(app)
        assert learning.NOTHING_YET in person.post("/admin/learning", {"note": ""}).text
        assert person.send("/admin/learning/7/use", {"why": "x", "csrf_token": person.token()}).status_code == 404

    def test_quality_counts_proposals_that_people_followed(self, app: Flask) -> None:
        here, person = staff.operator(app), staff.admin(app)
        right = first_of(here)
        for lead in (right, "culture"):
            here.post("/operator", {"then": "dispatch", "channel": "phone", "text": TEXT, "lead": lead})
        assert "50.0%" in words(person.get("/admin/learning").text)
