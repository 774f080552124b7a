"""A real ClamAV daemon with one signature of ours, started here and stopped here. Knows no fixture."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from hotline.attachments import Scanner, examine
from tests.attachments.pieces import a_pdf
from tests.servers import PATIENCE, free_port

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
NAUGHTY = examine(a_pdf(), "").content  # as it is kept, so that it is found whenever it is looked at
FOUND = "House.Test.Naughty.UNOFFICIAL"


@contextlib.contextmanager
def clamd(folder: Path) -> Iterator[tuple[str, str]]:
    """Run a ClamAV daemon that knows NAUGHTY and nothing else; yield its addresses by port and by socket."""
    signatures, port, door = folder / "signatures", free_port(), folder / "clamd.sock"
    signatures.mkdir()
    (signatures / "house.hsb").write_text(f"{sha256(NAUGHTY).hexdigest()}:{len(NAUGHTY)}:House.Test.Naughty:73\n")
    (folder / "clamd.conf").write_text(
        f"Foreground yes\nDatabaseDirectory {signatures}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nLocalSocket {door}\n"
    )
    with (folder / "clamd.log").open("wb") as log:
        server = subprocess.Popen([str(CLAMD), f"--config-file={folder / 'clamd.conf'}"], stdout=log, stderr=log)
        try:
            _wait_for(Scanner.from_url(f"tcp://127.0.0.1:{port}"), server, folder / "clamd.log")
            yield f"tcp://127.0.0.1:{port}", f"unix://{door}"
        finally:
            server.terminate()
            server.wait(PATIENCE)


def clamd_version() -> str:
    """Return the version that the program itself names."""
    said = subprocess.run([str(CLAMD), "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[1].split("/")[0]


def _wait_for(scanner: Scanner, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while scanner.find_trouble():
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"clamd did not start, see {log}")
        time.sleep(0.02)
