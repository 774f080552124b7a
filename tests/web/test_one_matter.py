"""One matter of the directory is changed on a page, keywords a line each; a wrong line is refused and kept."""

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from hotline.db import db
from hotline.domain.vocabulary import Book
from hotline.editions import packaged_text
from hotline.models import Edition
from tests.web import staff


@pytest.mark.backend("sqlite")  # nothing here depends on where the rows are kept
class TestOneMatter:
    PAGE = "/admin/directory/matters"

    def matter(self) -> dict:
        return next(each for each in self.packaged() if len(each["keywords"]) > 8)

    def packaged(self) -> list[dict]:
        """Return the matters of the city's own directory: they have every kind of keyword."""
        return json.loads(packaged_text(Book.DIRECTORY))["matters"]

    def test_the_form_shows_keywords_a_line_each_and_unchanged_changes_nothing(self, app: Flask) -> None:
        person, matter = staff.admin(app), self.matter()
        page = person.get(f"{self.PAGE}/{matter['id']}").text
        typed = re.search(r'name="keywords"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
        assert typed
        form = {"lead": matter["lead"], "keywords": typed.group(1)}
        answer = person.post(f"{self.PAGE}/{matter['id']}", form, follow=False)
        assert answer.status_code == 303
        kept = json.loads(person.get(f"{answer.location}/text").text)
        assert kept["matters"] == self.packaged()

    def test_another_lead_and_a_new_keyword_make_an_edition_to_be_tried(self, app: Flask) -> None:
        person, matter = staff.admin(app), self.matter()
        form = {"lead": "housing", "keywords": "公鸡+打鸣 -养殖场 2.5\n斗鸡"}
        answer = person.post(f"{self.PAGE}/{matter['id']}", form)
        assert "试派" in answer.text
        with app.app_context():
            text = db.session.scalars(select(Edition.content)).one()
        changed = next(each for each in json.loads(text)["matters"] if each["id"] == matter["id"])
        assert changed["lead"] == "housing"
        assert changed["keywords"] == [{"all": ["公鸡", "打鸣"], "none": ["养殖场"], "weight": 2.5}, "斗鸡"]

    @pytest.mark.parametrize("lines", ["公鸡+", "公鸡 9", "", "+", "公鸡 0"])
    def test_a_wrong_line_is_refused_and_kept(self, app: Flask, lines: str) -> None:
        matter = self.matter()
        page = staff.admin(app).post(f"{self.PAGE}/{matter['id']}", {"lead": matter["lead"], "keywords": lines})
        assert page.status_code == 422
        assert not lines or lines in page.text
