"""What staff type, one shape per form: cleaned, limited, refused with a sentence that says what to put right.

Knows no ticket, no table and no page.
"""

from typing import Any

from marshmallow import post_load

from hotline.domain.lines import Standing
from hotline.domain.people import Role
from hotline.domain.supervision import OrderKind
from hotline.domain.text_input import NAME_LIMIT, TITLE_LIMIT
from hotline.domain.vocabulary import Channel, Kind, Labelled, RemarkKind, Resolution, ReturnReason, Urgency
from hotline.errors import BadInput
from hotline.schemas.fields import Choice, Flag, Line, Phone, Plain, Shape, Text, Word

NOTE_LIMIT = 2_000
BASIS_LIMIT = 500
ID_LIMIT = 80
LONGEST_EXTENSION = 60
NOBODY_CHOSEN = "请选择主办单位。"


class Verdict(Labelled):
    """What a petition comes to."""

    GRANT = "grant", "同意"
    REFUSE = "refuse", "驳回"


class Days(Plain):
    """A whole number of working days, in digits of any width."""

    def clean(self, value: str, field: str) -> int:
        """Return the number; raises BadInput for what is none or is beyond all sense."""
        digits = value.strip()
        if not digits.isdecimal() or not 1 <= int(digits[:6]) <= LONGEST_EXTENSION:
            raise BadInput(f"延期天数应为1至{LONGEST_EXTENSION}的整数。", field=field)
        return int(digits)


class Call(Shape):
    """A contact as the operator writes it down: the five elements and what belongs to them."""

    channel = Word(Channel, says="渠道不认识", load_default=Channel.PHONE)
    name = Line(limit=NAME_LIMIT, attribute="citizen_name")
    phone = Phone(attribute="citizen_phone")
    occurred = Line(limit=100)
    district = Line(limit=60)
    place = Line()
    title = Line(limit=TITLE_LIMIT)
    text = Text(required=True, empty="请填写诉求内容：事情的起因和经过。")
    kind = Word(Kind, says="诉求类别不认识")
    urgency = Word(Urgency, says="紧急程度不认识")
    tag = Line(limit=60)
    confidential = Flag()
    may_publish = Flag()

    @post_load
    def _leave_out_unchosen(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Let the study decide what nobody chose."""
        return {name: value for name, value in data.items() if value is not None}


class SettledAtOnce(Shape):
    """What the caller was answered while still on the line."""

    answer = Text(required=True, empty="请填写当场答复的内容。")


class DeclinedAtOnce(Shape):
    """What the caller was told instead: why not here, and where."""

    path = Text(required=True, limit=NOTE_LIMIT, empty="请填写不予受理的理由和应告知市民的办理途径。")


class Reasoned(Shape):
    """A step with its reason; where one is needed the lifecycle table says so, with the step's own sentence."""

    note = Text(limit=NOTE_LIMIT, load_default="")


class Why(Shape):
    """Why something is put into force or taken back; kept with the choice."""

    why = Line(required=True, empty="请填写理由，系统会记入使用记录。")


class Dispatch(Shape):
    """Whom a ticket goes to; helpers are several boxes of one name, read by the counter."""

    lead = Line(required=True, limit=ID_LIMIT, empty=NOBODY_CHOSEN)
    task = Text(limit=NOTE_LIMIT, load_default="")
    note = Text(limit=NOTE_LIMIT, load_default="")


class OnTheSpot(Shape):
    """An answer that the operator gives without a department."""

    text = Text(required=True, empty="请填写当场答复的内容。")
    basis = Text(limit=BASIS_LIMIT, load_default="")


class Merge(Shape):
    """Which ticket leads from now on, and why they are one matter."""

    into = Line(required=True, limit=40, empty="请填写要并入的工单的服务编号。")
    note = Text(limit=NOTE_LIMIT, load_default="")


class Link(OnTheSpot):
    """Which answered ticket a repeat is tied to, and what its citizen is told."""

    earlier = Line(required=True, limit=40, empty="请填写此前办结的工单的服务编号。")


class HandOver(Shape):
    """To which line's centre a call goes, and what its people should know."""

    line = Line(required=True, limit=20, empty="请选择要转交的热线。")
    note = Text(limit=NOTE_LIMIT, load_default="")


class CentreReport(Shape):
    """What the other centre says of a handed-over matter."""

    standing = Choice(Standing, says="请选择分中心的办理情况")
    their_number = Line(limit=80, load_default="")
    text = Text(load_default="")
    basis = Line(load_default="")


class CodeClaims(Shape):
    """What a caller who lost their query code says when asked back."""

    name = Line(limit=NAME_LIMIT, load_default="")
    phone = Phone(load_default="")
    email = Line(load_default="")
    place = Line(load_default="")
    words = Line(load_default="")


class Sorting(Shape):
    """Kind and urgency as the operator heard them."""

    kind = Choice(Kind, says="请选择诉求类别")
    urgency = Choice(Urgency, says="请选择紧急程度")


class Remark(Shape):
    """A few words that move nothing."""

    text = Text(required=True, limit=NOTE_LIMIT, empty="请填写内容。")
    kind = Word(RemarkKind, says="备注类别不认识", load_default=RemarkKind.NOTE)


class Reveal(Shape):
    """Why somebody needs to see who the citizen is."""

    note = Line(required=True, empty="请填写查看联系方式的理由，系统会记入工单经过。")


class Decision(Shape):
    """Whether a petition is granted, and why."""

    decision = Choice(Verdict, says="请选择同意或驳回")
    note = Text(required=True, limit=NOTE_LIMIT, empty="请填写审核意见。")


class Answer(Shape):
    """A department's answer with its basis, and whether it solved or explained."""

    text = Text(required=True, empty="请填写答复内容。")
    basis = Text(limit=BASIS_LIMIT, load_default="")
    resolution = Choice(Resolution, says="请选择办理结果")
    leader = Line(limit=80, load_default="")


class SupervisionOrder(Shape):
    """What is ordered of a department, and on which rung."""

    kind = Choice(OrderKind, says="请选择催办、督办或通报")
    department = Line(limit=ID_LIMIT, load_default="")
    text = Text(required=True, limit=NOTE_LIMIT, empty="请填写督办事项：为什么督办，要求办到什么程度。")


class OrderReply(Shape):
    """A department's answer to an order, with its responsible leader."""

    text = Text(required=True, limit=NOTE_LIMIT, empty="请填写对督办事项的答复。")
    leader = Line(limit=80, load_default="")


class SendBack(Shape):
    """Why a ticket is not ours, by which rule, and whose it may be."""

    reason = Choice(ReturnReason, says="请选择退单理由")
    text = Text(required=True, limit=NOTE_LIMIT, empty="请说明退单的具体理由。")
    basis = Text(required=True, limit=BASIS_LIMIT, empty="请填写退单依据（法律法规、“三定”规定或权责清单条目）。")
    suggested = Line(limit=ID_LIMIT, load_default="")


class Extension(Shape):
    """How many more working days, and why."""

    days = Days(required=True)
    note = Text(required=True, limit=NOTE_LIMIT, empty="请说明延期理由。")


class Publication(Shape):
    """The public version, as the reviewer edited it."""

    title = Line(required=True, limit=TITLE_LIMIT, empty="公开的标题不能为空。")
    asked = Text(required=True, empty="公开的诉求不能为空。")
    answered = Text(required=True, empty="公开的答复不能为空。")


class NewStaff(Shape):
    """An account to be opened; the password is made by us."""

    username = Line(required=True, limit=60, empty="请填写用户名。")
    name = Line(required=True, limit=80, empty="请填写姓名。")
    role = Choice(Role, says="请选择角色")
    department = Line(limit=ID_LIMIT, load_default="")


class NewToken(Shape):
    """A bearer token to be made for another system."""

    name = Line(required=True, limit=80, empty="请为令牌取一个名称。")
    scope = Line(required=True, limit=80, empty="请选择令牌的用途。")


class SourceLimits(Shape):
    """How often another system may come; empty: what is usual."""

    pace = Line(limit=40, load_default="")


class Webhook(Shape):
    """Where another system wants to be told of every step; empty: nowhere."""

    url = Line(limit=500, load_default="")
