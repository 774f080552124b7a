"""Clear the store of files that no row names: their transaction was rolled back, or the row was never written.

A file is taken only when it is old, so no transaction under way is about to name it; and where most of what lies there
is named by no row, nothing is taken: the store then belongs to another house, or the database was just restored.
Knows no ticket and no table.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from hotline.attachments.store import Folder, Store

AT_ONCE = 500
FEW = 100  # files; below this no share is suspicious


@dataclass(frozen=True)
class Swept:
    """What a round found: old files, those that no row names, and how many of them were removed."""

    old: int
    unnamed: int
    removed: int

    @property
    def refused(self) -> bool:
        """Tell whether so much was named by no row that nothing was touched."""
        return self.removed == 0 and _suspicious(self.old, self.unnamed)


def sweep(store: Store, named_among: Callable[[Collection[str]], Collection[str]], *, put_before: datetime) -> Swept:
    """Remove what was last put before a moment and is named by no row; ``named_among`` tells which digests are."""
    if isinstance(store, Folder):
        store.clear_unfinished(before=put_before)
    old, unnamed = 0, list[str]()
    for digests in _some(store.list_put_before(put_before)):
        named = set(named_among(digests))
        old += len(digests)
        unnamed += [each for each in digests if each not in named]
    if _suspicious(old, len(unnamed)):
        return Swept(old, len(unnamed), 0)
    return Swept(old, len(unnamed), sum(store.remove(each, put_before=put_before) for each in unnamed))


def _suspicious(old: int, unnamed: int) -> bool:
    return unnamed > FEW and unnamed * 2 > old


def _some(digests: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(digests, AT_ONCE)):
        yield some
