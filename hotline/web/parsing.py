"""From a request to plain, checked values; refusals are BadInput with a Chinese sentence. Knows no rule."""

import hashlib
import json
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import request
from marshmallow import EXCLUDE, Schema, ValidationError

from hotline.domain.contact import RequestKey
from hotline.errors import BadInput, NotJson, UnreadableJson
from hotline.schemas.patterns import IDEMPOTENCY_KEY

URLENCODED = "application/x-www-form-urlencoded"
_LEFT_ENCODED = re.compile("%[89A-Fa-f][0-9A-Fa-f]")  # how the parser leaves a byte that belongs to no sign


class ManyMistakes(BadInput):
    """Several fields are wrong; ``errors`` lists each with its sentence."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(errors[0]["message"], field=errors[0]["field"])
        self.errors = errors


def keep_body() -> None:
    """Keep a form's bytes before anybody parses them: only they tell whether the text was UTF-8."""
    if request.mimetype == URLENCODED:
        request.get_data(cache=True)


def parse_form(schema: type[Schema]) -> dict[str, Any]:
    """Return the form's checked values; fields that belong to the page itself (tokens, versions) are left out."""
    _refuse_broken_text()
    return load(schema(unknown=EXCLUDE), request.form.to_dict())


def parse_json(schema: type[Schema]) -> dict[str, Any]:
    """Return the checked values of a JSON body; unknown fields are refused by name."""
    return load(schema(), json_body())


def json_body() -> Any:
    """Return the JSON body; raises NotJson for another type of content, UnreadableJson where it cannot be read."""
    if not request.is_json:
        raise NotJson()
    try:
        return json.loads(request.get_data().decode(), parse_constant=_refuse_constant, object_pairs_hook=_only_once)
    except (ValueError, RecursionError) as error:
        raise UnreadableJson() from error


def load(schema: Schema, values: Any) -> dict[str, Any]:
    """Return what the schema makes of the values; raises ManyMistakes with every field's sentence."""
    try:
        loaded: dict[str, Any] = schema.load(values)
    except ValidationError as error:
        raise ManyMistakes(list(_flatten(error.normalized_messages()))) from error  # type: ignore[no-untyped-call]
    return loaded


def whole(typed: str, *, field: str) -> int:
    """Return a number that the page itself carried; raises BadInput for anything else."""
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 9:
        raise BadInput("页面不完整，请刷新后重新提交。", field=field)
    return int(typed)


def request_key(owner: str, key: str | None, body: Any) -> RequestKey | None:
    """Return what makes a repeat of this request recognisable; None where the sender chose no key."""
    if key is None:
        return None
    if not re.fullmatch(IDEMPOTENCY_KEY, key):
        raise BadInput("Idempotency-Key 应为1至200个可见的ASCII字符。", field="Idempotency-Key")
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return RequestKey(owner=owner, key=key, digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are no JSON, though Python would read them


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose names are all different; of two texts under one name, one would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise BadInput("JSON 中同一个字段出现了两次，无法判断以哪一个为准。", field=twice[:80])
    return found


def _flatten(messages: Any, path: str = "") -> Any:
    for name, value in messages.items():
        where = f"{path}.{name}" if path else str(name)
        if isinstance(value, dict):
            yield from _flatten(value, where)
        else:
            yield from ({"field": where, "message": str(sentence)} for sentence in value)


def _refuse_broken_text() -> None:
    """Refuse what is not UTF-8; parsed, it stands in the form as percent signs or as replacement signs."""
    found = [value for pair in request.form.items(multi=True) for value in pair]
    if any("\ufffd" in value for value in found) or (any(map(_LEFT_ENCODED.search, found)) and not _was_text()):
        raise BadInput("提交的文字编码有误（应为 UTF-8），请重新输入。")


def _was_text() -> bool:
    """Tell whether a form's bytes were UTF-8, so that its percent signs were typed; costs as much as parsing it."""
    sent = request.get_data(cache=True) if request.mimetype == URLENCODED else b""
    try:
        unquote_to_bytes(sent).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
