"""The lifecycle page is the lifecycle table, as of now."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_lifecycle_page_is_up_to_date():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert (DOCS / "lifecycle.md").read_text(encoding="utf-8") == generate.render(), "run: make docs"
