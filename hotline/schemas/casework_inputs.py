"""What staff type about petitions, disputes and joint handling, one shape per form. Knows no ticket and no page."""

from hotline.schemas.fields import Flag, Line, Shape, Text
from hotline.schemas.staff_inputs import ID_LIMIT, NOTE_LIMIT, Decision


class HelperWish(Shape):
    """Which department is to help, and with what."""

    helper = Line(required=True, limit=ID_LIMIT, empty="请选择协办单位。")
    task = Text(required=True, limit=NOTE_LIMIT, empty="请写明协办任务。")


class PartGiven(Shape):
    """A helper's part."""

    text = Text(required=True, empty="请填写协办意见。")


class TimeDecision(Decision):
    """Whether a helper gets more time, and which one."""

    helper = Line(required=True, limit=ID_LIMIT, empty="请选择协办单位。")


class Consultation(Shape):
    """Who took part in a consultation, and what came out."""

    took_part = Text(required=True, limit=NOTE_LIMIT, empty="请填写参加会商的单位和人员。")
    note = Text(required=True, limit=NOTE_LIMIT, empty="请填写会商情况。")


class Ruling(Shape):
    """Who leads from now on and why; helpers are several boxes of one name, read by the counter."""

    lead = Line(limit=ID_LIMIT, load_default="")
    fallback = Flag(load_default=False)
    task = Text(limit=NOTE_LIMIT, load_default="")
    why = Text(required=True, limit=NOTE_LIMIT, empty="请填写裁定理由和依据。")
