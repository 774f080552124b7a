"""The fields of every schema: clean values in, or one Chinese sentence that says what to write instead.

Each field describes itself for the OpenAPI document (``described``). Knows no form, no table and no clock.
"""

import re
import unicodedata
from datetime import datetime
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, pre_load

from hotline.domain import text_input
from hotline.domain.vocabulary import Labelled
from hotline.errors import BadInput
from hotline.schemas import patterns
from hotline.schemas.patterns import fits

REQUIRED = "请填写这一项。"
NOT_TEXT = "这一项应为文字。"
NOT_AS_DESCRIBED = "这一项不符合接口文档规定的格式。"
SHORT_LINE = 200
TRUE_WORDS = (True, "true", "1", "on", "yes", "是")
FALSE_WORDS = (False, "false", "0", "off", "no", "否", "")
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")


class Shape(Schema):
    """Base of every schema: unknown names are refused, and all refusals are Chinese.

    An ``exact`` shape is described to other systems and takes nothing that its description would refuse; what people
    type is taken more generously. Where ``nulls_are_unsaid``, null is the same as leaving a field out.
    """

    exact: ClassVar[bool] = False
    nulls_are_unsaid: ClassVar[bool] = False

    @pre_load
    def _leave_out_nulls(self, data: Any, **_kwargs: Any) -> Any:
        if not (self.nulls_are_unsaid and isinstance(data, dict)):
            return data
        needed = {name for name, field in self.fields.items() if field.required}
        return {name: value for name, value in data.items() if value is not None or name in needed}

    error_messages = {"unknown": "不认识的字段。", "type": "应为一个JSON对象。"}  # noqa: RUF012 — as marshmallow reads it


class Plain(fields.Field[Any]):
    """A field whose values are text until ``clean`` has made something of them."""

    described: ClassVar[dict[str, Any]] = {"type": "string"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"required": REQUIRED, "null": REQUIRED, "not_text": NOT_TEXT}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> Any:  # noqa: ARG002
        if not isinstance(value, str):
            raise self.make_error("not_text")
        try:
            cleaned = self.clean(value, attr or "")
        except BadInput as error:
            raise ValidationError(error.message) from error
        if getattr(self.parent, "exact", False) and not fits(self.describe(), value):
            raise ValidationError(NOT_AS_DESCRIBED)
        return cleaned

    def clean(self, value: str, field: str) -> Any:
        """Return what the service works with; raises BadInput."""
        raise NotImplementedError

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        return dict(self.described)


class Text(Plain):
    """A text of several lines; a required one must say something."""

    def __init__(self, *, limit: int = text_input.TEXT_LIMIT, empty: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit, self.empty = limit, empty

    def clean(self, value: str, field: str) -> str:
        """Return the text without control signs; raises BadInput where it is too long or says nothing."""
        if self.empty and not value.strip():
            raise BadInput(self.empty, field=field)
        take = text_input.required_text if self.required else text_input.clean_text
        return take(value, limit=self.limit, field=field)

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        says_something = {"minLength": 1, "pattern": patterns.SAYS_SOMETHING} if self.required else {}
        return {"type": "string", "maxLength": self.limit, **says_something}


class Line(Text):
    """A short text on one line."""

    def __init__(self, *, limit: int = SHORT_LINE, empty: str = "", **kwargs: Any) -> None:
        super().__init__(limit=limit, empty=empty, **kwargs)

    def clean(self, value: str, field: str) -> str:
        """Return the line; raises BadInput where it is too long, or empty though required."""
        line = text_input.clean_line(value, limit=self.limit, field=field)
        if self.required and not line:
            raise BadInput(self.empty or REQUIRED, field=field)
        return line


class Phone(Plain):
    """A phone number as people write it; 13812345678 or 027-12345678 afterwards."""

    described: ClassVar[dict[str, Any]] = {
        "type": "string",
        "description": "11位手机号码，或带区号的座机号码",
        "maxLength": SHORT_LINE,
        "pattern": patterns.PHONE,
    }

    def clean(self, value: str, field: str) -> str:
        """Return the number in its one spelling; raises BadInput for what can be none."""
        return text_input.normalise_phone(value, field=field)


class Mail(Plain):
    """An e-mail address."""

    described: ClassVar[dict[str, Any]] = {"type": "string", "maxLength": SHORT_LINE, "pattern": patterns.MAIL}

    def clean(self, value: str, field: str) -> str:
        """Return the address; raises BadInput for what can be none."""
        line = text_input.clean_line(unicodedata.normalize("NFKC", value), field=field)
        if line and not _MAIL.fullmatch(line):
            raise BadInput("电子邮箱不正确，请核对（例如 name@example.cn）。", field=field)
        return line


class Key(Plain):
    """A sender's own identifier: kept as it is, so only visible signs are taken."""

    described: ClassVar[dict[str, Any]] = {"type": "string", "maxLength": SHORT_LINE, "pattern": patterns.KEY}

    def clean(self, value: str, field: str) -> str | None:
        """Return the identifier, None for an empty one; raises BadInput for invisible signs or too many of them."""
        if len(value) > SHORT_LINE or not value.isprintable():
            raise BadInput(f"标识应为不超过{SHORT_LINE}个可见字符。", field=field)
        return value.strip() or None


class Word(Plain):
    """One of the city's fixed words, by its stored word or by the label people read."""

    def __init__(self, words: type[Labelled], *, says: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words, self.says = words, says

    def clean(self, value: str, field: str) -> Labelled | None:
        """Return the word; None for an empty text that is not required; raises BadInput for any other."""
        wanted = value.strip()
        if not wanted and not self.required:
            return None
        found = next((word for word in self.words if wanted in (word.value, word.label)), None)
        if found is None:
            choices = "、".join(f"{word.value}（{word.label}）" for word in self.words)
            raise BadInput(f"{self.says}，应为以下之一：{choices}。", field=field)
        return found

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema: the stored words; labels are taken as well."""
        names = [name for word in self.words for name in (word.value, word.label)]
        return {"type": "string", "enum": names if self.required else [*names, ""]}


class Choice(Word):
    """A word that somebody must pick on a page: a form with nothing picked leaves it out, and is told what to pick."""

    def __init__(self, words: type[Labelled], *, says: str, **kwargs: Any) -> None:
        super().__init__(words, says=says, required=True, **kwargs)
        self.error_messages |= {"required": f"{says}。", "null": f"{says}。"}


class Flag(fields.Field[bool]):
    """Yes or no, as JSON and forms write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"null": REQUIRED, "invalid": "这一项应为 true 或 false。"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_kwargs: Any) -> bool:  # noqa: ARG002
        for words, meaning in ((TRUE_WORDS, True), (FALSE_WORDS, False)):
            if isinstance(value, bool if getattr(self.parent, "exact", False) else bool | str) and value in words:
                return meaning
        raise self.make_error("invalid")

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        return {"type": "boolean"}


class Moment(Plain):
    """A moment in ISO 8601 with its offset; whether it lies in the past is for the counter to ask."""

    described: ClassVar[dict[str, Any]] = {"type": "string", "format": "date-time"}

    def clean(self, value: str, field: str) -> datetime:
        """Return the moment; raises BadInput where it is unreadable or has no offset."""
        try:
            moment = datetime.fromisoformat(value.strip())
            known = moment.utcoffset() is not None
        except ValueError:
            raise BadInput("时间应写成 ISO 8601 格式，例如 2026-11-24T09:30:00+08:00。", field=field) from None
        if not known:
            raise BadInput("时间须带时区，例如 2026-11-24T09:30:00+08:00。", field=field)
        return moment


class Inside(fields.Nested):
    """An object inside an object."""

    def __init__(self, nested: type[Schema], **kwargs: Any) -> None:
        words: dict[str, Any] = {"required": REQUIRED, "null": "应为一个JSON对象。", "type": "应为一个JSON对象。"}
        super().__init__(nested, error_messages=words, **kwargs)
