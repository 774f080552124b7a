"""The real service started by its real keeper as a program of its own, for tests that kill parts of it."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests

from tests import servers

PATIENCE = 300.0


@dataclass
class House:
    """A running service: its folder, its address, its environment, the keeper's program and what it said."""

    folder: Path
    port: int
    environment: dict[str, str]
    keeper: subprocess.Popen
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def call(self, *words: str) -> str:
        """Run a ``hotline`` command with this house's settings; return what it printed."""
        command = [sys.executable, "-m", "hotline.cli", *words]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def wait_until_ready(self) -> None:
        """Wait until the house says that every part works."""
        wait_until(self.is_ready, lambda: "\n".join(self.said[-40:]))

    def is_ready(self) -> bool:
        """Tell whether the house says that every part works."""
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.address}/health/ready", timeout=30).status_code == 200
        return False

    def part(self, name: str) -> psutil.Process | None:
        """Return a part's own program, a child of the keeper."""
        for child in psutil.Process(self.keeper.pid).children():
            with contextlib.suppress(psutil.Error):
                words = child.cmdline() or [""]  # a program that is dying has none
                if words[-1] == name or (name == "redis" and "redis-server" in words[0]):
                    return child
        return None

    def kill(self, name: str) -> bool:
        """Kill a part with SIGKILL; tell whether it was there."""
        program = self.part(name)
        with contextlib.suppress(psutil.NoSuchProcess):
            if program is not None:
                program.kill()
                return True
        return False

    def everybody(self) -> list[psutil.Process]:
        """Return every program below the keeper."""
        return psutil.Process(self.keeper.pid).children(recursive=True)


@contextlib.contextmanager
def open_house(folder: Path, **settings: str):
    """Start the service on this folder and yield it; end it, and whatever would be left of it, afterwards."""
    port = servers.free_port()
    chosen = {"HOTLINE_DATA_DIR": str(folder), "HOTLINE_PORT": str(port), "HOTLINE_DEMO": "0", **settings}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    environment = {**kept, **chosen}
    keeper = subprocess.Popen(
        [sys.executable, "-m", "hotline.cli", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    house = House(folder, port, environment, keeper)
    listener = threading.Thread(target=lambda: house.said.extend(line.rstrip() for line in keeper.stdout))
    listener.start()
    try:
        yield house
    finally:
        left = house.everybody() if keeper.poll() is None else []
        keeper.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            keeper.wait(PATIENCE)
        for program in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                program.kill()
        keeper.kill()
        keeper.wait()
        listener.join()
        keeper.stdout.close()


def wait_until(ready, complaint, *, patience: float = PATIENCE, pause: float = 0.05):
    """Wait until ``ready()``, which is what the outside world would do, and return what it said.

    Fails with ``complaint()``.
    """
    end = time.monotonic() + patience
    while not (said := ready()):
        if time.monotonic() > end:
            raise AssertionError(complaint())
        time.sleep(pause)
    return said
