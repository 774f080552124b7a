"""Where cleaned files lie, each under the SHA-256 of its content, so the same picture is kept once: here, in a folder.

A file is whole or not there: it is written beside its place and moved. What was put anew counts as new, so a sweep that
takes only what is old never takes what a transaction is about to name. Knows no ticket.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from hotline.errors import NotFound, StoreAway, reason_of

GONE = "这个附件已不在了。"
NOT_NOW = "附件暂时不能读取，请稍后再试。"
UNFINISHED = "unfinished"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # from which file systems count


class Store(Protocol):
    """Files by digest. Every call raises StoreAway where the store cannot be reached."""

    def put(self, content: bytes) -> str:
        """Keep the content, safely before this returns, and return its SHA-256."""

    def get(self, digest: str) -> bytes:
        """Return the content; raises NotFound where it is gone."""

    def list_put_before(self, moment: datetime) -> Iterator[str]:
        """Yield the digests of what was last put before a moment."""

    def remove(self, digest: str, *, put_before: datetime) -> bool:
        """Remove what was last put before a moment; tell whether it was. What was put since stays."""

    def find_trouble(self) -> str:
        """Return in words what hinders keeping and reading, "" where nothing does."""


@dataclass(frozen=True)
class Folder:
    """A folder of files by digest, on this machine or a network folder that several machines share."""

    folder: Path

    def __str__(self) -> str:
        """Return in words where the files lie."""
        return f"目录 {self.folder}"

    def put(self, content: bytes) -> str:
        """Keep the content, on the disk before this returns, and return its SHA-256."""
        digest = sha256(content).hexdigest()
        place = self._place(digest)
        with _reachable():
            try:
                os.utime(place)
            except FileNotFoundError:
                self._write(place, content)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content; raises NotFound where it is gone."""
        with _reachable(NOT_NOW):
            try:
                return self._place(digest).read_bytes()
            except FileNotFoundError as error:
                raise NotFound(GONE) from error

    def list_put_before(self, moment: datetime) -> Iterator[str]:
        """Yield the digests of what was last put before a moment."""
        with _reachable():
            for place in self.folder.glob("[0-9a-f][0-9a-f]/*"):
                if len(place.name) == sha256().digest_size * 2 and _put_at(place) < moment:
                    yield place.name

    def remove(self, digest: str, *, put_before: datetime) -> bool:
        """Remove what was last put before a moment; what is put at the same instant stays.

        The file is moved away before its age is asked: who puts it after that writes it anew.
        """
        with _reachable():
            place, aside = self._place(digest), self._unfinished() / f"{digest}.{os.getpid()}"
            try:
                place.rename(aside)
            except FileNotFoundError:
                return False
            if _put_at(aside) >= put_before:
                aside.rename(place)
                return False
            aside.unlink()
            return True

    def find_trouble(self) -> str:
        """Return in words what hinders keeping and reading, "" where nothing does."""
        try:
            with tempfile.NamedTemporaryFile(dir=self._unfinished()):
                return ""
        except OSError as error:
            return f"目录 {self.folder} 不能写入：{reason_of(error)}"

    def clear_unfinished(self, *, before: datetime) -> None:
        """Remove what programs that were killed left half written."""
        with _reachable():
            for each in self._unfinished().iterdir():
                if _put_at(each) < before:
                    each.unlink(missing_ok=True)

    def _write(self, place: Path, content: bytes) -> None:
        handle, unfinished = tempfile.mkstemp(dir=self._unfinished())
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            Path(unfinished).rename(place)
        except OSError:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _sync(place.parent)

    def _unfinished(self) -> Path:
        place = self.folder / UNFINISHED
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


@contextmanager
def _reachable(trouble: str = "") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreAway(trouble) from error


def _put_at(place: Path) -> datetime:
    try:
        return BEGINNING + timedelta(seconds=place.stat().st_mtime)
    except FileNotFoundError:  # somebody else removed it: nothing is newer
        return datetime.max.replace(tzinfo=UTC)


def _sync(folder: Path) -> None:
    """Bring the folder's own list of names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
