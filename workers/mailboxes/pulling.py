"""One mailbox read to its end, each mail in a transaction of its own together with the position behind it.

At least once: whoever is stopped goes on from the first mail that was not taken; what is known by its id stays one. A
mail that cannot be read is put aside and keeps no other from its turn. Holds no rule.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.exc import IntegrityError, OperationalError

from hotline.attachments import put_in
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.mail import Mail, Place
from hotline.domain.mailboxes import Mailbox, Then
from hotline.domain.people import Actor, Role
from hotline.errors import BadInput, HotlineError
from hotline.flow.doors import mailing
from hotline.models import MailRecord
from hotline.parts import parts
from workers.boards.pulling import TRIES, Tally
from workers.channels import TryLater
from workers.mailboxes import imap
from workers.mailboxes.understanding import NotTaken, Reader, known_by

DEATH = (OperationalError, OSError, MemoryError)  # the house's own trouble: the mail waits where it is
UNREADABLE = "邮件无法读取（{}），请到邮箱里查看"
WITHHELD = "邮件服务器没有给出这封邮件，请到邮箱里查看"
log = logging.getLogger(__name__)


def pull(box: Mailbox, *, going_on: Callable[[], None] = lambda: None) -> Tally:
    """Read a mailbox from where it was read to; raises TryLater, Refused and ConfigurationError, each a sentence.

    ``going_on`` is called before each mail: it may stop the reading by raising.
    """
    tally = Tally()
    with unit_of_work():
        place = mailing.place_of(box.id)
    here = parts()
    keep = partial(put_in, here.attachments)
    reader = Reader(box=box, secret=here.settings.secret_key, keep=keep, scanner=here.scanner)
    with imap.open_folder(box, password=parts().settings.mailbox_password) as folder:
        desk = _Desk(reader, folder, tally)
        _put_away_what_was_left(desk)
        counted_anew = place.validity not in (0, folder.validity)
        for uids in _some(folder.list_after(place)):
            known = _known_among(folder, uids) if counted_anew else frozenset()
            for uid in uids:
                going_on()
                _take_one(desk, uid, is_known=uid in known)
    if desk.withheld:
        raise TryLater(f"“{box.name}”有{len(desk.withheld)}封邮件没有给出，下次再读")
    if desk.troubles:
        raise desk.troubles[0]
    return tally


@dataclass(frozen=True)
class _Desk:
    """Where one mailbox's mails are taken."""

    reader: Reader
    folder: imap.Folder
    tally: Tally
    troubles: list[TryLater] = field(default_factory=list)
    withheld: list[int] = field(default_factory=list)

    def where(self, uid: int) -> mailing.Folder:
        """Return the place of a mail, and in whose name it is taken."""
        box = self.reader.box
        by = Actor(role=Role.CITIZEN, name=box.name)
        place = Place(validity=self.folder.validity, uid=uid)
        return mailing.Folder(source_id=box.id, place=place, by=by, puts_away=box.then is not Then.LEAVE)


def _take_one(desk: _Desk, uid: int, *, is_known: bool) -> None:
    try:
        where, fetched = desk.where(uid), None if is_known else desk.folder.fetch(uid)
    except imap.Withheld:
        desk.withheld.append(uid)
        return
    if fetched is None:  # known by its id, or gone since the folder was listed
        if not desk.withheld:
            with unit_of_work():
                mailing.pass_by(where)
        desk.tally.known += is_known
        return
    _pass_withheld(desk)
    try:
        record = _in_one_go(desk.reader.understand(fetched, at=now()), where)
    except NotTaken as why:
        record = _put_aside(where, str(why))
    except DEATH:
        raise
    except Exception as trouble:  # strangers wrote it: whatever is wrong with one mail keeps no other from its turn
        if isinstance(trouble, HotlineError) and not isinstance(trouble, BadInput):
            raise  # a store that is away says nothing about the mail
        log.warning("mailbox %s: a mail could not be read: %s", where.source_id, type(trouble).__name__)
        record = _put_aside(where, UNREADABLE.format(type(trouble).__name__))
    desk.tally.known += record is None
    desk.tally.new += record is not None and not record.reason
    desk.tally.refused += record is not None and bool(record.reason)
    if record is not None and not record.reason:
        _put_away(desk, uid)


def _pass_withheld(desk: _Desk) -> None:
    """Put aside what the server did not give, once it gave a later mail: then it is those mails and not the server."""
    for uid in desk.withheld:
        desk.tally.refused += _put_aside(desk.where(uid), WITHHELD) is not None
    desk.withheld.clear()


def _put_away(desk: _Desk, uid: int) -> None:
    """Do with a mail what the city wishes; where that fails the others are read all the same, and it is told after."""
    where = desk.where(uid)
    if not where.puts_away:
        return
    try:
        desk.folder.put_away(uid)
    except TryLater as trouble:
        desk.troubles.append(trouble)
        return
    with unit_of_work():
        mailing.settle(where)


def _put_away_what_was_left(desk: _Desk) -> None:
    """Put away what an earlier reading took, that was killed or refused before it could; a mail gone by now is well."""
    box = desk.reader.box
    if box.then is Then.LEAVE:
        return
    with unit_of_work():
        owed = mailing.list_owed(box.id, validity=desk.folder.validity)
    for uid in owed:
        _put_away(desk, uid)


def _in_one_go(mail: Mail, where: mailing.Folder) -> MailRecord | None:
    """Take a mail in; another door that brings the same id at the same moment makes us look again."""
    for last_try in (*[False] * (TRIES - 1), True):
        try:
            with unit_of_work():
                return mailing.take(mail, where, rules=parts().rules, at=now())
        except IntegrityError:
            if last_try:
                raise
    raise AssertionError("the last try returns or raises")


def _put_aside(where: mailing.Folder, reason: str) -> MailRecord | None:
    with unit_of_work():
        return mailing.lay_aside(where, reason, at=now())


def _some(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (uids[start : start + imap.TOGETHER] for start in range(0, len(uids), imap.TOGETHER))


def _known_among(folder: imap.Folder, uids: Sequence[int]) -> frozenset[int]:
    """Return those that are here by their id: a server that counts anew shows every old mail again."""
    ids = {uid: known_by(line) for uid, line in folder.ids_of(uids).items()}
    with unit_of_work():
        known = mailing.list_known(set(ids.values()) - {""})
    return frozenset(uid for uid, told in ids.items() if told in known)
