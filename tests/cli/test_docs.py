"""The generated pages are their tables, as of now."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("page", "program"), [("lifecycle.md", "generate"), ("figures.md", "generate_figures")])
def test_a_generated_page_is_up_to_date(page, program):
    spec = importlib.util.spec_from_file_location(program, DOCS / f"{program}.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert (DOCS / page).read_text(encoding="utf-8") == generate.render(), "run: make docs"
