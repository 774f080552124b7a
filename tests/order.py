"""Which tests begin first, and which stay together on one worker, so that all workers end at the same time.

The tests of a file stay together, for what a module's fixture started; so do the journeys that share one house.
"""

from typing import Any

import pytest

HOUSE = "the journeys in one house"
IN_THE_HOUSE = (
    "tests/journeys/test_call_desk.py",
    "tests/journeys/test_citizen_for_everyone.py",
    "tests/journeys/test_from_call_to_publication.py",
    "tests/journeys/test_one_matter_two_doors.py",
    "tests/journeys/test_petitions.py",
)
# Each test by itself: they share nothing and take long.
APART = ("tests/workers/test_chaos.py", "tests/flow/test_any_order.py", "tests/cli/test_importing.py")
# What takes half a minute and more: begun last, one of them would keep its worker when the others are through.
LONG = (
    HOUSE,
    "tests/journeys/test_accessibility.py",
    "tests/workers/test_chaos.py",
    "tests/workers/test_keeper.py",
    "tests/workers/test_reminding_chaos.py",
    "tests/journeys/test_wheel.py",
    "tests/web/test_openapi.py",
    "tests/flow/test_table.py",
    "tests/workers/test_load.py",
    "tests/web/test_staff_queries.py",
    "tests/web/test_operator_tickets.py",
    "tests/workers/test_relay_and_worker.py",
    "tests/workers/test_website.py",
    "tests/cli/test_importing.py",
    "tests/queries/test_figures_of_a_month.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the long ones to the front, once everybody else has ordered the tests."""
    first = {place: number for number, place in enumerate(LONG)}
    items.sort(key=lambda item: first.get(_place_of(item.nodeid), len(LONG)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out the tests by what stays together, in this order."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            place = _place_of(nodeid)
            return nodeid if place in APART else place

    config.option.loadscopereorder = False
    return Together(config, log)


def _place_of(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return HOUSE if file in IN_THE_HOUSE else file
