"""The documents keep step with the tables of the code: lifecycle, glossary, settings, commands."""

import pytest

from hotline.domain.lifecycle import PETITIONS, TRANSITIONS, Action, State
from hotline.domain.people import Role
from hotline.settings import KNOWN
from tests.architecture.source import ROOT


def text_of(*names: str) -> str:
    """Return a document's text; skip plainly where it is not written yet."""
    path = ROOT.joinpath(*names)
    if not path.exists():
        pytest.skip(f"{path.relative_to(ROOT)} is not written yet")
    return path.read_text(encoding="utf-8")


def test_every_row_of_the_lifecycle_is_documented():
    lines = text_of("docs", "lifecycle.md").splitlines()
    for row in TRANSITIONS:
        wanted = [row.action.label, row.to.label, *(role.label for role in row.who)]
        wanted += [source.label for source in row.sources if source]
        assert any(all(word in line for word in wanted) for line in lines), row.action.label


def test_every_petition_is_documented():
    text = text_of("docs", "lifecycle.md")
    for rule in PETITIONS:
        assert rule.kind.label in text
        assert rule.granted_as.label in text


@pytest.mark.parametrize("word", [*State, *Action, *Role], ids=lambda word: f"{type(word).__name__}-{word.value}")
def test_the_glossary_knows_every_state_step_and_role(word):
    lines = text_of("docs", "glossary.md").splitlines()
    assert any(f"`{word.value}`" in line and word.label in line for line in lines)


@pytest.mark.parametrize("name", KNOWN)
def test_the_operations_page_names_every_setting(name):
    assert name in text_of("docs", "operations.md")


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_a_newcomer_is_told_the_two_commands(page):
    text = text_of(page)
    assert "make run" in text
    assert "make test" in text


# WCAG 2.1, levels A and AA: by guideline, the numbers of its success criteria (levels AAA left out).
WCAG = {
    "1.1": "1", "1.2": "12345", "1.3": "12345", "1.4": ["1", "2", "3", "4", "5", "10", "11", "12", "13"],
    "2.1": "124", "2.2": "12", "2.3": "1", "2.4": "1234567", "2.5": "1234",
    "3.1": "12", "3.2": "1234", "3.3": "1234", "4.1": "123",
}  # fmt: skip


def test_the_accessibility_page_answers_for_every_criterion_once_and_says_how_it_was_checked():
    tables = text_of("docs", "accessibility.md").partition("## Point by point")[2]
    rows = [line.split("|")[1:-1] for line in tables.splitlines() if line.startswith(("| 1", "| 2", "| 3", "| 4"))]
    wanted = [f"{guideline}.{number}" for guideline, numbers in WCAG.items() for number in numbers]
    assert len(wanted) == 50
    assert [row[0].split()[0] for row in rows] == wanted
    assert all(len(row) == 3 and row[2].strip() for row in rows)
