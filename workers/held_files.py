"""Files that were taken while the scanner was away: asked about as soon as it answers. Decides nothing by itself."""

import logging
from datetime import datetime, timedelta

from hotline.attachments import ScannerAway
from hotline.db import unit_of_work
from hotline.domain.people import SYSTEM
from hotline.errors import NotFound, StoreAway
from hotline.flow.doors import attaching
from hotline.parts import parts
from hotline.queries import attachments

log = logging.getLogger(__name__)
SOON = timedelta(days=1)  # whatever was put until now


def scan_held_files(at: datetime) -> None:
    """Release or refuse every held file; those that cannot be asked about now stay held for another round."""
    held = attachments.list_held()
    scanner, store = parts().scanner, parts().attachments
    if held and scanner is None:
        log.warning("%s files wait for a scanner, and none is named", len(held))
    for digest in held if scanner else ():
        try:
            found = scanner.find_virus(store.get(digest)) if scanner else ""
        except NotFound:
            found = "gone"
        except (ScannerAway, StoreAway):
            log.warning("the scanner or the store of attachments is away; %s files wait", len(held))
            return
        with unit_of_work():
            given_up = attaching.refuse(digest, found=found, by=SYSTEM, at=at) if found else attaching.release(digest)
        for each in set(given_up) - attachments.list_named(given_up):  # other files may have the same small picture
            store.remove(each, put_before=at + SOON)
