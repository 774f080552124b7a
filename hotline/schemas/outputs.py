"""What may go out, one shape per audience: allow-lists, so that nothing new ever leaks by itself.

No shape here has a name, a phone number, an address or a query code, but for the receipt: whoever handed a message in
is told the code once. Knows no table and no HTTP.
"""

from hotline.schemas.fields import Inside, Shape
from hotline.schemas.leaving import Out, OutMany


class Receipt(Shape):
    """For the sender of a message."""

    service_number = Out(required=True)
    query_code = Out(required=True)
    status = Out(required=True)
    status_text = Out(required=True)
    merged = Out(kind="boolean", required=True)
    links = Out(kind="object", required=True)


class Event(Shape):
    """One step, in plain words."""

    at = Out(required=True)
    title = Out(required=True)
    note = Out(required=True)


class PublicAnswer(Shape):
    """An approved answer as its citizen reads it."""

    text = Out(required=True)
    basis = Out(required=True)
    resolution = Out(required=True)
    at = Out(required=True)
    department = Out(required=True)


class CitizenTicket(Shape):
    """For the citizen who holds number and code."""

    service_number = Out(attribute="number", required=True)
    status = Out(attribute="state", required=True)
    status_text = Out(required=True)
    explanation = Out(attribute="plain", required=True)
    next_step = Out(attribute="next_step", required=True)
    merged = Out(kind="boolean", required=True)
    department = Out(nullable=True)
    received_at = Out(required=True)
    promised_at = Out(nullable=True)
    timeline = OutMany(Inside(Event))
    answer = Inside(PublicAnswer, allow_none=True)


class PublicTicket(Shape):
    """For everybody: the masked and reviewed version."""

    id = Out(kind="integer", required=True)
    title = Out(required=True)
    asked = Out(required=True)
    answered = Out(required=True)
    department = Out(required=True)
    received_at = Out(required=True)
    answered_at = Out(required=True)
    published_at = Out(required=True)


class Problem(Shape):
    """What went wrong (application/problem+json)."""

    type = Out(required=True)
    title = Out(required=True)
    status = Out(kind="integer", required=True)
    code = Out(required=True)
    detail = Out(required=True)
