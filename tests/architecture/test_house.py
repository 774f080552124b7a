"""The house plan holds for the tree as it is."""

import pytest

from tests.architecture import pen, places, traces
from tests.architecture.laws import LAWS
from tests.architecture.source import ROOT, modules


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_tree_obeys(law):
    complaints = law(modules())
    assert not complaints, "\n".join(["", *complaints])


def test_the_doorway_gives_the_state_exactly_once():
    assert places.doorway_assignments(modules()) == 1


def test_the_tree_names_no_registry_and_nobodys_machine():
    complaints = traces.traces_of_machines(ROOT)
    assert not complaints, "\n".join(["", *complaints])


def test_the_tests_are_no_longer_than_a_file_may_be():
    complaints = pen.sizes(modules(ROOT, ("tests", "bench")))
    assert not complaints, "\n".join(["", *complaints])
