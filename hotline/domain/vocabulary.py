"""The field's fixed words (channels, kinds, urgency, …) with the label people read. Knows no table and no page.

Sources: kinds 咨询 求助 投诉 举报 建议 as in the practice under 国办发〔2020〕53号 and in DB12/T 1438—2025;
urgency 一般/紧急/特急 as in city rules on call records (五要素).
"""

from enum import StrEnum


class Labelled(StrEnum):
    """A word stored in the database, with the label that people read."""

    label: str

    def __new__(cls, word: str, label: str = "") -> "Labelled":
        """Make the member from its stored word and its label."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.label = label
        return member


class Channel(Labelled):
    """The door through which a contact came."""

    PHONE = "phone", "电话"
    WEBSITE = "website", "政府网站"
    WECHAT = "wechat", "微信"
    APP = "app", "手机应用"
    WEIBO = "weibo", "微博"
    MESSAGE_BOARD = "message_board", "城市留言板"
    EMAIL = "email", "电子邮件"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"


class Kind(Labelled):
    """What the citizen wants."""

    ENQUIRY = "enquiry", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    SUGGESTION = "suggestion", "建议"
    OTHER = "other", "其他"

    @classmethod
    def from_label(cls, label: str) -> "Kind":
        """Return the kind that people call ``label``; OTHER where nobody does."""
        return next((kind for kind in cls if kind.label == label), cls.OTHER)


class Urgency(Labelled):
    """How long the matter can wait."""

    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"
    CRITICAL = "critical", "特急"


class PartInTicket(Labelled):
    """What a department is to a ticket: exactly one leads, any number help."""

    LEAD = "lead", "主办"
    HELPER = "helper", "协办"


class ReturnReason(Labelled):
    """Why a department says that a ticket is not its own (退单理由)."""

    NOT_OUR_DUTY = "not_our_duty", "不属于本单位职责"
    OTHER_PLACE = "other_place", "不属于本辖区"
    UNCLEAR_OWNER = "unclear_owner", "权属不清，需会商"
    OTHER_PROCEDURE = "other_procedure", "应通过法定途径办理"
    MISSING_FACTS = "missing_facts", "诉求要素不全，无法办理"


class Resolution(Labelled):
    """What the department says it did (实际解决 / 解释说明); the base of the 实际解决率."""

    SOLVED = "solved", "实际解决"
    EXPLAINED = "explained", "解释说明"
    PENDING = "pending", "列入计划"


class Satisfaction(Labelled):
    """The citizen's rating in five grades (国办发〔2019〕51号)."""

    VERY_GOOD = "very_good", "非常满意"
    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    BAD = "bad", "不满意"
    VERY_BAD = "very_bad", "非常不满意"

    @property
    def unhappy(self) -> bool:
        """Tell whether the rating asks for a follow-up (差评)."""
        return self in (Satisfaction.BAD, Satisfaction.VERY_BAD)


class RemarkKind(Labelled):
    """What is said about a ticket without changing its state."""

    NOTE = "note", "备注"
    URGE = "urge", "催办"
    SUPPLEMENT = "supplement", "补充情况"
    REWORK_WISH = "rework_wish", "要求重办"


class ClockKind(Labelled):
    """The separate clocks of a ticket."""

    DISPATCH = "dispatch", "派单时限"
    SIGN = "sign", "签收时限"
    RETURN = "return", "退单时限"
    HANDLE = "handle", "办理时限"
    FOLLOW_UP = "follow_up", "回访时限"
    SUPERVISE = "supervise", "督办时限"
    HELP = "help", "协办时限"
    WAIT = "wait", "等待补充时限"
    RULING = "ruling", "裁定时限"


class Book(Labelled):
    """What a city decides in a dated file: each has editions, and one of them is in force."""

    DIRECTORY = "directory", "派单目录"
    LIMITS = "limits", "时限规则"
    CALENDAR = "calendar", "工作日历"
    SUPERVISION = "supervision", "督办规则"
    ANSWERS = "answers", "答复模板"


class ArticleState(Labelled):
    """Where a version of an article of the knowledge base stands."""

    PROPOSED = "proposed", "待审核"
    APPROVED = "approved", "已采用"
    REJECTED = "rejected", "已驳回"
