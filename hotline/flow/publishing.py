"""Room 8, publishing: only where the citizen agreed, only after review, only masked. Knows nothing of HTTP.

Source: 政府信息公开条例 art. 15 and 17 (privacy, review before publication); 个人信息保护法 art. 25.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hotline.db import db
from hotline.domain.lifecycle import Action
from hotline.domain.people import Actor
from hotline.domain.privacy import mask, personal_data_in, quoted
from hotline.errors import BadInput, IllegalTransition
from hotline.flow import clocks
from hotline.flow.advance import advance
from hotline.flow.reviewing import latest_answer
from hotline.models import Publication, Ticket
from hotline.models.search import PUBLICATIONS, put_entry, remove_entry
from routing import search_terms


@dataclass(frozen=True, kw_only=True)
class PublicText:
    """What the public may read of a ticket, as the reviewer last saw it."""

    title: str
    asked: str
    answered: str


def draft(ticket: Ticket) -> PublicText:
    """Return the masked version that a reviewer starts from; every known name, phone and address is masked too."""
    known = known_personal_data(ticket)
    return PublicText(
        title=mask(ticket.title, known=known),
        asked=mask("\n".join(_agreed_texts(ticket)), known=known),
        answered=mask(latest_answer(ticket).text, known=known),
    )


def publish(ticket: Ticket, text: PublicText, *, by: Actor, at: datetime) -> Publication:
    """Publish the reviewed text; refuses what is confidential, not agreed to, or still shows personal data."""
    if ticket.confidential or not ticket.may_publish:
        raise IllegalTransition("市民未同意公开或要求保密，这张工单不能公开。")
    if not (text.title.strip() and text.asked.strip() and text.answered.strip()):
        raise BadInput("公开的标题、诉求和答复都不能为空。", field="asked")
    _refuse_personal_data(ticket, text)
    answer = latest_answer(ticket)
    department = ticket.lead_department.name if ticket.lead_department else "12345热线"
    advance(ticket, Action.PUBLISH, by=by, at=at)
    clocks.stop_all(ticket, at=at)
    page = _page_of(ticket)
    page.title, page.asked, page.answered, page.department = text.title, text.asked, text.answered, department
    page.received_at, page.answered_at = ticket.received_at, answer.at
    page.published_at, page.withdrawn_at = at, None
    db.session.flush()
    terms = search_terms(f"{text.title}\n{text.asked}\n{text.answered}\n{department}")
    put_entry(db.session(), PUBLICATIONS, page.id, terms=terms)
    return page


def unpublish(ticket: Ticket, *, by: Actor, at: datetime, note: str) -> None:
    """Take the public version down; what was public stays recorded."""
    advance(ticket, Action.UNPUBLISH, by=by, at=at, note=note)
    page = _page_of(ticket)
    page.withdrawn_at = at
    remove_entry(db.session(), PUBLICATIONS, page.id)


def known_personal_data(ticket: Ticket) -> tuple[str, ...]:
    """Return what citizens of this ticket told us about themselves, to be masked wherever it stands."""
    told = (
        value
        for message in ticket.messages
        for value in (message.citizen_name, message.citizen_phone, message.citizen_email)
    )
    return tuple(dict.fromkeys(value for value in told if value.strip()))


def _agreed_texts(ticket: Ticket) -> Iterator[str]:
    """Yield what may be shown: a message that was merged in counts only where its own citizen agreed, too."""
    for message in ticket.messages:
        home = db.session.get(Ticket, message.home_ticket_id or ticket.id)
        if home is None or home is ticket or (home.may_publish and not home.confidential):
            yield message.text


def _refuse_personal_data(ticket: Ticket, text: PublicText) -> None:
    known = known_personal_data(ticket)
    for field, value in (("title", text.title), ("asked", text.asked), ("answered", text.answered)):
        found = personal_data_in(value, known) or tuple(each for each in known if each in value)
        if found:
            raise BadInput(f"公开内容中仍有姓名、电话、住址或证件号码：{quoted(found)}，请遮盖后再公开。", field=field)


def _page_of(ticket: Ticket) -> Publication:
    page = db.session.query(Publication).filter_by(ticket_id=ticket.id).one_or_none()
    if page is None:
        page = Publication(ticket_id=ticket.id)
        db.session.add(page)
    return page
