"""The house plan holds for the tree as it is."""

from collections.abc import Callable, Sequence

import pytest

from tests.architecture import imports, pen, places, traces
from tests.architecture.plan import WIDE_FOR_NOW
from tests.architecture.source import ROOT, Module, modules

LAWS: tuple[Callable[[Sequence[Module]], list[str]], ...] = (
    imports.wrong_directions,
    imports.closed_doors,
    imports.flask_where_it_must_not_be,
    imports.rooms_calling_rooms,
    places.commits,
    places.state_changes,
    places.clock_readings,
    places.environment_readings,
    pen.sizes,
    pen.parameters,
    pen.empty_words,
    pen.missing_docstrings,
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_tree_obeys(law):
    complaints = law(modules())
    assert not complaints, "\n".join(["", *complaints])


def test_the_doorway_gives_the_state_exactly_once():
    assert places.doorway_assignments(modules()) == 1


def test_the_tree_names_no_registry_and_nobodys_machine():
    complaints = traces.traces_of_machines(ROOT)
    assert not complaints, "\n".join(["", *complaints])


def test_nothing_is_excused_that_needs_no_excuse():
    complaints = "\n".join(pen.parameters(modules(), excused=frozenset())) + "\n"
    for name in WIDE_FOR_NOW:
        module, _, function = name.rpartition(".")
        assert any(line.startswith(f"{module}:") and f" {function} takes" in line for line in complaints.split("\n"))


def test_the_tests_are_no_longer_than_a_file_may_be():
    complaints = pen.sizes(modules(ROOT, ("tests", "bench")))
    assert not complaints, "\n".join(["", *complaints])
