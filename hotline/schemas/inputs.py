"""What may come in, one shape per verb. Knows no table, no HTTP and no clock."""

from marshmallow import EXCLUDE

from hotline.domain.text_input import NAME_LIMIT, TITLE_LIMIT
from hotline.domain.vocabulary import Channel, Kind, Satisfaction
from hotline.schemas.fields import Choice, Flag, Inside, Key, Line, Mail, Moment, Phone, Shape, Text, Word
from hotline.schemas.form_fields import AnyPhone, Count, Day, Degrees, Whole

DISTRICT_LIMIT = 60
REMARK_LIMIT = 2_000
MOST_IN_BATCH = 1_000
USUAL_EVENTS, MOST_EVENTS, LAST_POSITION = 100, 500, 999_999_999
NOTHING_SAID = "请填写诉求内容：发生了什么事，您希望怎样解决。"


class Citizen(Shape):
    """Who speaks; everything may be left out."""

    exact = True
    name = Line(limit=NAME_LIMIT)
    phone = Phone()
    email = Mail()


class NewMessage(Shape):
    """A message of another system, as POST /api/v1/messages takes it."""

    exact = nulls_are_unsaid = True
    channel = Word(Channel, says="渠道不认识", required=True)
    text = Text(required=True, empty=NOTHING_SAID)
    external_id = Key()
    title = Line(limit=TITLE_LIMIT)
    citizen = Inside(Citizen)
    kind = Word(Kind, says="诉求类别不认识")
    occurred = Line(limit=100)
    place = Line()
    district = Line(limit=DISTRICT_LIMIT)
    confidential = Flag()
    may_publish = Flag()
    received_at = Moment()


class Open311Request(Shape):
    """A service request of Open311 GeoReport v2; arguments that we do not need are left aside."""

    service_code = Line(required=True, empty="请给出 service_code。")
    description = Text(limit=4_000)
    address_string = Line()
    address_id = Line()
    lat = Degrees(most=90)
    long = Degrees(most=180)
    first_name = Line(limit=NAME_LIMIT // 2)
    last_name = Line(limit=NAME_LIMIT // 2)
    phone = AnyPhone()
    email = Mail()
    media_url = Line(limit=1_000)


class RouteLine(Shape):
    """One line of ``hotline route``; unknown keys are ignored there and here."""

    class Meta:
        """What marshmallow reads."""

        unknown = EXCLUDE

    exact = nulls_are_unsaid = True
    id = Key()
    title = Text()
    text = Text(required=True, empty="请填写要分派的内容。")


class EventsWanted(Shape):
    """Where to go on in the feed of events, and how many to show."""

    after = Count(least=0, most=LAST_POSITION)
    limit = Count(least=1, most=MOST_EVENTS)


class CitizenMessage(Shape):
    """The citizen's form on the website."""

    text = Text(required=True, limit=5_000, empty=NOTHING_SAID)
    title = Line(limit=TITLE_LIMIT)
    occurred_on = Day()
    occurred = Line(limit=60)
    district = Line(limit=DISTRICT_LIMIT)
    place = Line()
    kind = Word(Kind, says="诉求类别不认识")
    citizen_name = Line(limit=NAME_LIMIT)
    citizen_phone = Phone()
    citizen_email = Mail()
    confidential = Flag()
    may_publish = Flag()


class Follow(Shape):
    """Service number and query code, as the citizen copied them from the receipt."""

    number = Line(required=True, limit=60, empty="请填写服务编号。")
    code = Line(required=True, limit=60, empty="请填写查询码。")


class OnMyTicket(Shape):
    """Every form on a followed ticket says what the citizen had been told: how many steps, or which answer."""

    version = Whole(required=True)


class Supplement(OnMyTicket):
    """What the citizen adds later."""

    text = Text(required=True, limit=REMARK_LIMIT, empty="请填写要补充的情况。")


class NewRating(OnMyTicket):
    """The citizen's grade, and why."""

    satisfaction = Choice(Satisfaction, says="请选择一个评价")
    rating_note = Text(limit=REMARK_LIMIT)


class ReworkWish(OnMyTicket):
    """Why the citizen wants the matter taken up again."""

    wish = Text(required=True, limit=REMARK_LIMIT, empty="请说明哪里没有解决，希望怎样办理。")


class Withdrawal(OnMyTicket):
    """The citizen ends the matter; a reason may be given."""

    reason = Line()
