"""Files that come with a message or an answer (附件): examined by content, cleaned, kept by content hash.

They lie in a folder, or in a bucket that speaks S3 where one is named. What is refused leaves nothing behind. Knows no
ticket and no HTTP.
"""

from pathlib import Path

from hotline.attachments.examining import Examined, examine
from hotline.attachments.scanning import Scanner, ScannerAway, examine_and_scan
from hotline.attachments.store import Folder, Store
from hotline.attachments.sweeping import Swept, sweep

__all__ = [
    "Examined",
    "Folder",
    "Scanner",
    "ScannerAway",
    "Store",
    "Swept",
    "examine",
    "examine_and_scan",
    "open_scanner",
    "open_store",
    "put_in",
    "sweep",
]


def open_store(url: str, folder: Path) -> Store:
    """Return the bucket of this address, or the folder where there is none; raises ConfigurationError."""
    if not url:
        return Folder(folder)
    from hotline.attachments.bucket import Bucket  # its client is a tenth of what a program reads at its start

    return Bucket.from_url(url)


def open_scanner(url: str) -> Scanner | None:
    """Return the scanner of this address, None where none is named; raises ConfigurationError."""
    return Scanner.from_url(url) if url else None


def put_in(store: Store, examined: Examined) -> None:
    """Keep a file that was examined, with its small picture; raises StoreAway."""
    store.put(examined.content)
    if examined.thumbnail is not None:
        store.put(examined.thumbnail)
