"""What every test may ask for: the application on a real database, real servers, people, the city's rules.

PostgreSQL and Redis are started once per run, one fresh database per worker; every test begins with an empty city.
Nothing but the loopback can be reached. The summary names the real parts that were used.
"""

import gc
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from hotline.domain.people import Actor
from tests import people, servers
from tests.order import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]  # pytest finds them here

if TYPE_CHECKING:
    from hotline.domain.rules import CityRules

BACKENDS = ("sqlite", "postgresql")
USED = pytest.StashKey[dict[str, str]]()
RUN_FOLDER = pytest.StashKey[str]()
SELDOM = (50_000, 20, 50)  # objects made before garbage is looked for; Python's 700 cost a tenth of the processor

hypothesis_settings.register_profile(
    "house",
    deadline=None,  # a shared machine stalls; how fast things are is measured in bench/
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
hypothesis_settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Close the network, and register what our tests are marked with."""
    config.stash[USED] = {}
    gc.set_threshold(*SELDOM)
    if not hasattr(config, "workerinput"):
        # Not below pytest's own folder: PostgreSQL runs as another user there, and every start of pytest closes it.
        folder = tempfile.mkdtemp(prefix="hotline-tests-")
        config.stash[RUN_FOLDER] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as by Ctrl-C: servers are stopped, too
    config.addinivalue_line("markers", "backend(name): runs on this database only; the test says why")
    servers.refuse_the_network()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for the application on both databases, unless it is marked for one."""
    if "backend" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("backend")
        metafunc.parametrize("backend", only.args if only else BACKENDS, scope="session")


def pytest_collection_finish() -> None:
    """Let the collector of garbage look at what tests make, and not again and again at all that was imported."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist which folder all of them share."""
    node.workerinput["run_folder"] = node.config.stash[RUN_FOLDER]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the program that prints the summary what this worker used."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["real_parts"] = session.config.stash[USED]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Collect what a worker of pytest-xdist used."""
    output = getattr(node, "workeroutput", None) or {}
    node.config.stash[USED].update(output.get("real_parts", {}))  # type: ignore[attr-defined]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the real parts that the tests ran on."""
    used = config.stash[USED]
    parts = ", ".join(f"{name} {version}" for name, version in sorted(used.items())) or "none needed"
    terminalreporter.write_line(f"real parts: {parts}")


@pytest.fixture(scope="session")
def used(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return where a fixture writes down the real part it brought in, with its version."""
    return request.config.stash[USED]


@pytest.fixture(scope="session")
def worker_name(request: pytest.FixtureRequest) -> str:
    """Return the name of this worker of pytest-xdist, or one for a run without it."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def run_folder(request: pytest.FixtureRequest) -> Path:
    """Return a folder that all workers of this run share."""
    given = getattr(request.config, "workerinput", {}).get("run_folder")
    return Path(given or request.config.stash[RUN_FOLDER])


@pytest.fixture(scope="session")
def new_database(run_folder: Path, worker_name: str, used: dict[str, str]) -> Iterator[Callable[..., str]]:
    """Return a function that makes a PostgreSQL database of that name, empty or ``like`` another of this worker's.

    It gives the database's SQLAlchemy URL.
    """
    with servers.postgresql(run_folder) as server:
        used["PostgreSQL"] = servers.postgresql_version(server)

        def make(name: str, like: str = "") -> str:
            template = f"{like}_{worker_name}" if like else "template0"
            return servers.new_database(server, f"{name}_{worker_name}", template=template)

        yield make


@pytest.fixture(scope="session")
def open_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, used: dict[str, str]
) -> Iterator[Callable[[str], Flask]]:
    """Return a function that gives this session's application on a back end; building one takes a second or two."""
    from hotline.app import create_app  # late: tests of the study and the charter do not wait for Flask
    from hotline.settings import Settings
    from tests import city

    city.hash_quickly()
    built: dict[str, Flask] = {}

    def build(backend: str) -> Flask:
        folder = tmp_path_factory.mktemp(backend)
        if backend == "sqlite":
            url, used["SQLite"] = f"sqlite:///{folder / 'hotline.sqlite3'}", city.sqlite_version()
        else:
            url = request.getfixturevalue("new_database")("hotline")
        settings = Settings(database_url=url, data_dir=folder, secret_key="secret of the tests", demo=False)
        app = create_app(settings)
        app.testing = True
        app.after_request(city.refuse_what_gunicorn_refuses)
        city.make_tables(app)
        return app

    yield lambda backend: built.get(backend) or built.setdefault(backend, build(backend))
    for app in built.values():
        city.shut(app)


@pytest.fixture
def app(backend: str, open_house: Callable[[str], Flask]) -> Flask:
    """Return the application on an empty city with its departments; no context is pushed, so clients may be used.

    Rooms and windows are tried inside ``with app.app_context()``: see the fixture ``inside``.
    """
    from tests import city

    found = open_house(backend)
    city.empty(found)
    return found


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """Return the application with its context pushed, for rooms and windows.

    Not for tests with a client: requests would share ``flask.g`` with each other.
    """
    with app.app_context():
        yield app


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory, used: dict[str, str]) -> Iterator[str]:
    """Return the URL of this worker's own Redis; ``redis_empty`` gives it emptied."""
    with servers.redis_server(tmp_path_factory.mktemp("redis")) as url:
        used["Redis"] = servers.redis_version(url)
        yield url


@pytest.fixture
def redis_empty(redis_url: str) -> str:
    """Return the URL of a Redis that holds nothing."""
    servers.empty_redis(redis_url)
    return redis_url


@pytest.fixture
def mailbox(used: dict[str, str]) -> Iterator[servers.Mailbox]:
    """Return the mailbox of a real SMTP server; its ``url`` goes into Settings.smtp_url."""
    used["SMTP"] = servers.smtp_version()
    with servers.smtp_server() as box:
        yield box


@pytest.fixture
def rules(app: Flask) -> "CityRules":
    """Return the packaged time limits and calendar."""
    found: CityRules = app.extensions["hotline"].rules
    return found


@pytest.fixture
def operator() -> Actor:
    """Return an operator of the hotline."""
    return people.OPERATOR


@pytest.fixture
def officer() -> Actor:
    """Return an officer of the department that the factories dispatch to."""
    return people.OFFICER


@pytest.fixture
def other_officer() -> Actor:
    """Return an officer of another department."""
    return people.OTHER_OFFICER


@pytest.fixture
def supervisor() -> Actor:
    """Return a supervisor of the hotline."""
    return people.SUPERVISOR
