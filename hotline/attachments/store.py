"""Where cleaned files lie: a folder, each under the SHA-256 of its content, so the same picture is kept once.

A file is whole or not there: it is written beside its place and moved. Knows no ticket.
"""

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hotline.errors import NotFound

GONE = "这个附件已不在了。"


@dataclass(frozen=True)
class Store:
    """A folder of files by digest."""

    folder: Path

    def put(self, content: bytes) -> str:
        """Keep the content, on the disk before this returns, and return its SHA-256."""
        digest = sha256(content).hexdigest()
        place = self._place(digest)
        if place.exists():
            return digest
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=place.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            Path(unfinished).rename(place)
        except OSError:
            Path(unfinished).unlink(missing_ok=True)
            raise
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content; raises NotFound where it is gone."""
        try:
            return self._place(digest).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(GONE) from error

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest
