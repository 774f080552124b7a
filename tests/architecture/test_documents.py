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
