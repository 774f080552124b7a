"""Ask a ClamAV daemon about a file before it is kept; a scanner that is away is never the citizen's error.

Speaks clamd's INSTREAM by its manual; the clients on the package registry are under the GPL or left alone for years.
Knows no ticket.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from hotline.attachments.examining import FIELD, Examined, examine
from hotline.domain.enclosures import MOST_BYTES
from hotline.errors import BadInput, ConfigurationError

MISSPELT = "HOTLINE_CLAMAV_URL 应写成 tcp://主机:3310 或 unix:///run/clamav/clamd.ctl。"
USUAL_PORT = 3310
PATIENCE = 20.0  # seconds; a citizen waits meanwhile
CHUNK = 64 * 1024


class ScannerAway(Exception):
    """The scanner cannot be reached, or cannot say what a file is."""


@dataclass(frozen=True)
class Scanner:
    """A ClamAV daemon, by host and port or by the path of its socket."""

    address: tuple[str, int] | str

    @classmethod
    def from_url(cls, url: str) -> "Scanner":
        """Read the address; raises ConfigurationError where it is misspelt."""
        try:
            parts = urlsplit(url)
            port = parts.port or USUAL_PORT
        except ValueError as error:
            raise ConfigurationError(MISSPELT) from error
        if parts.scheme == "tcp" and parts.hostname and parts.path in ("", "/"):
            return cls((parts.hostname, port))
        if parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1:
            return cls(parts.path)
        raise ConfigurationError(MISSPELT)

    def find_virus(self, content: bytes) -> str:
        """Return the name of what is found in the content, "" for nothing; raises ScannerAway."""
        with self._line() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            said = _answer(line)
        if said == "stream: OK":
            return ""
        if said.startswith("stream: ") and said.endswith(" FOUND"):
            return said.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerAway(said[:100])

    def find_trouble(self) -> str:
        """Return in words what hinders scanning, "" where nothing does."""
        try:
            with self._line() as line:
                line.sendall(b"zPING\0")
                return "" if _answer(line) == "PONG" else "应答不对"
        except ScannerAway:
            return "没有应答"

    @contextmanager
    def _line(self) -> Iterator[socket.socket]:
        try:
            with self._connected() as line:
                yield line
        except OSError as error:
            raise ScannerAway(type(error).__name__) from error

    def _connected(self) -> socket.socket:
        if not isinstance(self.address, str):
            return socket.create_connection(self.address, PATIENCE)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(PATIENCE)
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def examine_and_scan(content: bytes, name: str, scanner: Scanner | None) -> Examined:
    """Return the file as it may be kept, ``held`` where no scanner could be asked; raises BadInput for what may not."""
    held = False
    if scanner is not None and len(content) <= MOST_BYTES:
        try:
            found = scanner.find_virus(content)
        except ScannerAway:
            held = True
        else:
            if found:
                raise BadInput(f"附件“{name[:60]}”没有通过安全检查，不能接收；请换一个文件。", field=FIELD)
    examined = examine(content, name)
    return replace(examined, enclosure=replace(examined.enclosure, held=held))


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0"):
        more = line.recv(4096)
        if not more:
            raise ScannerAway("broken off")
        said += more
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()
