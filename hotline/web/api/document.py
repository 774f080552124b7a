"""The OpenAPI document: made by apispec of the very schemas that check bodies, and of the calls as data.

Knows no rule and no ticket.
"""

from collections.abc import Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from hotline.clock import now
from hotline.domain.city import city_time
from hotline.schemas import outputs, patterns
from hotline.web.api.calls import CALLS, Call
from hotline.web.api.counters import PREFIX, answer, followed

ABOUT = """一号对外：各渠道的诉求在这里受理，凭服务编号和查询码查询。

错误一律为 application/problem+json;detail 是给人看的一句话，code 供程序判断。"""
PROBLEMS = {
    400: "正文不是有效的 UTF-8 JSON",
    401: "缺少有效的访问令牌",
    403: "令牌不能用于此操作，或附件不能接收（file_refused）",
    404: "没有找到；编号未知与查询码错误答复相同",
    409: "同一个 Idempotency-Key（分中心报告：sequence）已用于不同内容，或这件事已经办完、已不由贵方办理",
    413: "请求过大",
    415: "应为 application/json；附件应为 multipart/form-data",
    422: "内容有误，errors 逐项说明",
    429: "过于频繁；Retry-After 给出要等的秒数",
    503: "系统正忙，请稍后用同一个 Idempotency-Key 再试",
}
PACE = {
    "RateLimit-Limit": {"description": "一个周期内可用的次数", "schema": {"type": "integer", "minimum": 1}},
    "RateLimit-Remaining": {"description": "本周期还剩的次数", "schema": {"type": "integer", "minimum": 0}},
    "RateLimit-Reset": {"description": "多少秒后重新计数", "schema": {"type": "integer", "minimum": 0}},
}
RETRY_AFTER = {"Retry-After": {"description": "要等的秒数", "schema": {"type": "integer", "minimum": 0}}}


@followed.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """Show the document."""
    return answer(document())


def document() -> dict[str, Any]:
    """Return the OpenAPI 3 document of this API."""
    reader = MarshmallowPlugin()
    spec = APISpec(
        title="12345政务服务便民热线",
        version="1",
        openapi_version="3.1.0",
        info={"description": ABOUT},
        servers=[{"url": PREFIX}],
        plugins=[reader],
    )
    reader.converter.add_attribute_function(_described)  # type: ignore[union-attr]
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", schema=outputs.Problem)
    for call in CALLS:
        spec.path(path=call.path, operations={call.method: _operation(call)})
    described = dict(spec.to_dict())
    moment = described["components"]["schemas"]["NewMessage"]["properties"]["received_at"]
    moment["pattern"] = patterns.moments_before(city_time(now()).date())
    moment["description"] = "何时收到，须带时区；省略即现在。今天至此刻的时间同样接受，格式里只列到昨天。"
    return described


def _described(_converter: Any, field: fields.Field[Any], ret: dict[str, Any]) -> dict[str, Any]:
    """Let a field describe itself, and say where null is the same as nothing."""
    own: dict[str, Any] = field.describe() if hasattr(field, "describe") else {}
    if not getattr(field.parent, "nulls_are_unsaid", False) or field.required:
        return own
    if "$ref" in ret:
        return {"anyOf": [{"$ref": ret.pop("$ref")}, {"type": "null"}]}
    with_null: dict[str, Any] = {"type": [own["type"], "null"]}
    return own | with_null | ({"enum": [*own["enum"], None]} if "enum" in own else {})


def _operation(call: Call) -> dict[str, Any]:
    kept_out = (401, 403) if call.scope else ()
    usual = (429, 503) if call.path != "/openapi.json" else ()
    responses = {str(status): _answer(call, shape) for status, shape in call.answers.items()}
    responses |= {str(status): _problem(status) for status in (*call.problems, *kept_out, *usual)}
    operation: dict[str, Any] = {
        "operationId": call.name,
        "summary": call.says,
        "security": [{"bearer": []}] if call.scope else [],
        "parameters": [dict(each) for each in call.parameters],
        "responses": responses,
    }
    if call.scope:
        operation["description"] = f"访问令牌的范围：{call.scope}"
    if call.body is not None:
        operation["requestBody"] = {"required": True, "content": {call.sent_as: _body(call, call.body)}}
    return operation


def _body(call: Call, shape: type[Schema] | Mapping[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"schema": _shape(shape)}
    if call.part_types:
        body["encoding"] = {name: {"contentType": ", ".join(types)} for name, types in call.part_types.items()}
    return body


def _answer(call: Call, shape: type[Schema] | Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"description": "成功", "content": {"application/json": {"schema": _shape(shape)}}}
    said |= {"headers": PACE} if call.scope else {}
    return said | ({"links": dict(call.links)} if call.links else {})


def _problem(status: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "description": PROBLEMS[status],
        "content": {"application/problem+json": {"schema": outputs.Problem}},
    }
    return said | ({"headers": RETRY_AFTER} if status == 429 else {})


def _shape(shape: type[Schema] | Mapping[str, Any]) -> Any:
    return dict(shape) if isinstance(shape, Mapping) else shape
