"""What a citizen may be told of an answer that somebody else was given. Writes nothing."""

from sqlalchemy import select

from hotline.db import db
from hotline.domain.privacy import mask
from hotline.models import Answer
from hotline.queries.tickets import get_ticket

WORDS = "您反映的事项此前已经办理并答复，没有新的情况，不再重复派单。办理结果如下：\n"


def words_for_link(earlier_number: str) -> str:
    """Return words to begin with: the earlier answer without anybody's personal data; the operator checks them."""
    earlier = get_ticket(earlier_number)
    query = select(Answer.text).filter_by(ticket_id=earlier.id, approved=True).order_by(Answer.id.desc())
    known = {
        value
        for each in earlier.messages
        for value in (each.citizen_name, each.citizen_phone, each.citizen_email)
        if value
    }
    return WORDS + mask(db.session.scalars(query).first() or "", known=known)
