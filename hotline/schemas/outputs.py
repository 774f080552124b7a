"""What may go out, one shape per audience: allow-lists, so that nothing new ever leaks by itself.

No shape here has a name, a phone number, an address or a query code, but for two: the receipt, for whoever handed a
message in is told the code once, and the record of a call for the centre that was asked to handle it (centres.py).
Knows no table and no HTTP.
"""

from hotline.domain.lifecycle import State
from hotline.domain.vocabulary import Channel
from hotline.schemas.centres import HandedRecord
from hotline.schemas.fields import Inside, Shape
from hotline.schemas.leaving import Out, OutMany, OutMoment, OutWord


class Links(Shape):
    """Where the matter can be followed: by a program, and by a person."""

    self = Out(required=True)
    follow = Out(required=True)


class Receipt(Shape):
    """For the sender of a message."""

    service_number = Out(required=True, says="一号对外的服务编号，只含数字")
    query_code = Out(required=True, says="查询码：只告诉来件人和市民本人")
    status = OutWord(State, required=True)
    status_text = Out(required=True)
    merged = Out(kind="boolean", required=True)
    links = Inside(Links, required=True)


class Event(Shape):
    """One step, in plain words."""

    at = OutMoment(required=True)
    title = Out(required=True)
    note = Out(required=True)


class PublicAnswer(Shape):
    """An approved answer as its citizen reads it."""

    text = Out(required=True)
    basis = Out(required=True)
    resolution = Out(required=True)
    at = OutMoment(required=True)
    department = Out(required=True)


class CitizenTicket(Shape):
    """For the citizen who holds number and code."""

    service_number = Out(attribute="number", required=True)
    status = OutWord(State, attribute="state", required=True)
    status_text = Out(required=True)
    explanation = Out(attribute="plain", required=True)
    next_step = Out(attribute="next_step", required=True)
    merged = Out(kind="boolean", required=True)
    department = Out(nullable=True, required=True)
    received_at = OutMoment(required=True)
    promised_at = OutMoment(nullable=True, required=True)
    timeline = OutMany(Inside(Event), required=True)
    answer = Inside(PublicAnswer, allow_none=True, required=True)


class ToldEvent(Shape):
    """One step of one message's matter, for the system that handed it in; the same in the feed and in a webhook."""

    id = Out(attribute="key", required=True, says="重复送达时不变，用来去重")
    position = Out(kind="integer", required=True, says="本系统动态的连续编号，从1开始")
    at = OutMoment(required=True)
    service_number = Out(required=True)
    external_id = Out(nullable=True, required=True)
    channel = OutWord(Channel, required=True)
    status = OutWord(State, attribute="state", required=True)
    status_text = Out(required=True)
    title = Out(required=True)
    note = Out(required=True)
    merged = Out(kind="boolean", required=True)
    answer = Inside(PublicAnswer, allow_none=True, required=True)
    handover = Inside(HandedRecord, allow_none=True, required=True)


class ToldEvents(Shape):
    """The next events after a position; ``next`` is the position to go on from."""

    events = OutMany(Inside(ToldEvent), required=True)
    next = Out(kind="integer", required=True)
    more = Out(kind="boolean", required=True)


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


class FieldProblem(Shape):
    """Which field is wrong, and a sentence that says what to write instead."""

    field = Out(required=True)
    message = Out(required=True)


class Problem(Shape):
    """What went wrong (application/problem+json)."""

    type = Out(required=True)
    title = Out(required=True)
    status = Out(kind="integer", required=True)
    code = Out(required=True)
    detail = Out(required=True)
    errors = OutMany(Inside(FieldProblem))


class TakenFile(Shape):
    """One file as it was kept: a picture without what it carried along, so its size and digest are not the sender's."""

    name = Out(required=True)
    media_type = Out(required=True)
    size = Out(kind="integer", required=True)
    sha256 = Out(required=True)
    new = Out(kind="boolean", required=True, says="false：同样内容的文件已经收过")


class TakenFiles(Shape):
    """What became of the files of one request, in order."""

    attachments = OutMany(Inside(TakenFile), required=True)


class BatchResult(Shape):
    """What became of one message of a batch: its receipt, or its refusal in ``error``."""

    index = Out(kind="integer", required=True)
    status_code = Out(kind="integer", required=True)
    service_number = Out()
    query_code = Out()
    status = OutWord(State)
    status_text = Out()
    merged = Out(kind="boolean")
    links = Inside(Links)
    error = Inside(Problem)


class BatchResults(Shape):
    """One result for each message, in order."""

    results = OutMany(Inside(BatchResult), required=True)


class Evidence(Shape):
    """One place in the text that speaks for a department."""

    keyword = Out(required=True)
    found = Out(required=True)
    start = Out(kind="integer", required=True)
    end = Out(kind="integer", required=True)
    how = Out(required=True, says="exact、fuzzy、pinyin 或 learned")


class Candidate(Shape):
    """A department that may be in charge."""

    department_id = Out(required=True)
    department = Out(required=True)
    score = Out(kind="number", required=True, says="承办单位正确的概率")
    matter_id = Out(nullable=True)
    matter = Out(nullable=True)
    evidence = OutMany(Inside(Evidence), required=True)


class Divert(Shape):
    """Another path than dispatch, and why."""

    to = Out(required=True)
    why = Out(required=True)
    advice = Out()


class Decision(Shape):
    """What the study says of a text."""

    id = Out(nullable=True, required=True)
    outcome = Out(required=True, says="assigned、ambiguous、unknown 或 diverted")
    kind = Out(required=True)
    urgent = Out(kind="boolean", required=True)
    candidates = OutMany(Inside(Candidate), required=True)
    divert = Inside(Divert)
    helpers = OutMany(Out(), required=True)
    limit_class = Out(required=True)
    places = OutMany(Out(), required=True)
    version = Out(required=True)
