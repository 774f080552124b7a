"""One row of a city's old archive: the columns it may have, under their English and Chinese headings.

Knows no file, no table and no clock.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from hotline.domain.city import CITY_ZONE
from hotline.domain.text_input import NAME_LIMIT, TITLE_LIMIT
from hotline.domain.vocabulary import Channel, Kind
from hotline.errors import BadInput
from hotline.schemas.fields import Flag, Key, Line, Mail, Phone, Plain, Shape, Text, Word
from hotline.schemas.inputs import DISTRICT_LIMIT, NOTHING_SAID

_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_TIME = r"(?:[ T]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?)?分?)?"
_MOMENT = re.compile(_DAY + _TIME)

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "external_id": ("原编号", "编号", "工单编号", "工单号", "流水号"),
    "channel": ("渠道", "来源", "诉求来源", "受理渠道"),
    "kind": ("类型", "类别", "诉求类型"),
    "title": ("标题", "主题"),
    "text": ("内容", "诉求内容", "诉求"),
    "name": ("姓名", "联系人", "诉求人"),
    "phone": ("电话", "手机", "联系电话"),
    "email": ("邮箱", "电子邮箱"),
    "occurred": ("发生时间",),
    "place": ("地点", "地址", "发生地点"),
    "district": ("区域", "行政区", "区"),
    "confidential": ("保密", "是否保密"),
    "may_publish": ("可公开", "是否公开"),
    "received_at": ("受理时间", "来电时间", "登记时间"),
    "department": ("承办单位", "主办单位", "责任单位"),
    "answer": ("答复", "答复内容", "办理结果"),
    "basis": ("依据", "政策依据"),
    "answered_at": ("答复时间", "办结时间"),
}
COLUMNS = {heading: name for name, headings in HEADINGS.items() for heading in (name, *headings)}


class CityMoment(Plain):
    """A moment as old tables hold it: 2018-03-05 14:20, 2018/3/5, 2018年3月5日; without an offset, the city's time."""

    described: ClassVar[dict[str, Any]] = {"type": "string"}

    def clean(self, value: str, field: str) -> datetime | None:
        """Return the moment, None for an empty one; raises BadInput where it is unreadable."""
        plain = unicodedata.normalize("NFKC", value[:60]).strip()
        if not plain:
            return None
        try:
            moment = _written_moment(plain) or datetime.fromisoformat(plain)
        except ValueError:
            raise BadInput("时间不正确，请写成 2018-03-05 14:20 这样的格式。", field=field) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=CITY_ZONE)


class OldTicket(Shape):
    """A row of the archive; with an answer and its department the matter is over, without one it is still open."""

    external_id = Key()
    channel = Word(Channel, says="渠道不认识")
    kind = Word(Kind, says="诉求类别不认识")
    title = Line(limit=TITLE_LIMIT)
    text = Text(required=True, empty=NOTHING_SAID)
    name = Line(limit=NAME_LIMIT)
    phone = Phone()
    email = Mail()
    occurred = Line(limit=100)
    place = Line()
    district = Line(limit=DISTRICT_LIMIT)
    confidential = Flag()
    may_publish = Flag()
    received_at = CityMoment()
    department = Line()
    answer = Text()
    basis = Text(limit=2_000)
    answered_at = CityMoment()


def _written_moment(plain: str) -> datetime | None:
    found = _MOMENT.fullmatch(plain)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=CITY_ZONE)
