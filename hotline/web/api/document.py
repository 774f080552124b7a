"""The OpenAPI document: paths written here, bodies described by the very schemas that check them.

A test holds the paths against the application's route map. Knows no rule.
"""

from typing import Any

from flask.typing import ResponseReturnValue

from hotline.schemas import inputs, outputs
from hotline.schemas.fields import json_schema
from hotline.web.api.counters import PREFIX, answer, followed

PROBLEMS = {
    400: "请求无法识别",
    401: "缺少有效的访问令牌",
    403: "令牌不能用于此操作",
    404: "没有找到;编号未知与查询码错误答复相同",
    409: "同一个 Idempotency-Key 用于不同内容",
    413: "请求过大",
    415: "应为 application/json",
    422: "内容有误,errors 逐项说明",
    429: "尝试过多",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "同一键、同一正文再次提交:返回200和原来的结果;正文不同:409。",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
NUMBER = {"name": "service_number", "in": "path", "required": True, "schema": {"type": "string"}}
CODE = {"name": "code", "in": "query", "required": True, "description": "查询码", "schema": {"type": "string"}}
DECISION = {
    "type": "object",
    "required": ["id", "outcome", "kind", "urgent", "candidates"],
    "properties": {
        "id": {"type": "string", "nullable": True},
        "outcome": {"type": "string", "enum": ["assigned", "ambiguous", "unknown", "diverted"]},
        "kind": {"type": "string"},
        "urgent": {"type": "boolean"},
        "candidates": {"type": "array", "items": {"type": "object"}},
        "divert": {"type": "object"},
    },
}


@followed.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """Show the document."""
    return answer(document())


def document() -> dict[str, Any]:
    """Return the OpenAPI 3 document of this API."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "12345政务服务便民热线",
            "version": "1",
            "description": "一号对外:各渠道的诉求在这里受理,凭服务编号和查询码查询。",
        },
        "servers": [{"url": PREFIX}],
        "security": [{"bearer": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "NewMessage": json_schema(inputs.NewMessage()),
                "Receipt": json_schema(outputs.Receipt()),
                "CitizenTicket": json_schema(outputs.CitizenTicket()),
                "RouteLine": {**json_schema(inputs.RouteLine()), "additionalProperties": True},
                "Decision": DECISION,
                "Problem": json_schema(outputs.Problem()),
            },
        },
    }


def _paths() -> dict[str, Any]:
    batch = {
        "type": "object",
        "required": ["messages"],
        "properties": {
            "messages": {"type": "array", "minItems": 1, "maxItems": inputs.MOST_IN_BATCH, "items": {"type": "object"}}
        },
    }
    results = {"type": "object", "properties": {"results": {"type": "array", "items": {"type": "object"}}}}
    post = (400, 401, 403, 409, 413, 415, 422)
    message = _call("受理一条诉求", {201: _ref("Receipt"), 200: _ref("Receipt")}, post, body=_ref("NewMessage"))
    many = _call("批量受理,逐条答复", {200: results}, post, body=batch)
    routed = _call("分派建议,不产生工单", {200: _ref("Decision")}, post, body=_ref("RouteLine"))
    ticket = _call("凭编号和查询码查询", {200: _ref("CitizenTicket")}, (404, 422, 429))
    itself = _call("本文档", {200: {"type": "object"}}, ())
    return {
        "/messages": {"post": message | {"parameters": [IDEMPOTENCY_KEY]}},
        "/messages/batch": {"post": many | {"parameters": [IDEMPOTENCY_KEY]}},
        "/route": {"post": routed},
        "/tickets/{service_number}": {"get": ticket | {"parameters": [NUMBER, CODE], "security": []}},
        "/openapi.json": {"get": itself | {"security": []}},
    }


def _call(
    summary: str, answers: dict[int, Any], problems: tuple[int, ...], *, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    good = {
        str(status): {"description": "成功", "content": {"application/json": {"schema": schema}}}
        for status, schema in answers.items()
    }
    bad = {
        str(status): {
            "description": PROBLEMS[status],
            "content": {"application/problem+json": {"schema": _ref("Problem")}},
        }
        for status in problems
    }
    call: dict[str, Any] = {"summary": summary, "responses": good | bad}
    if body is not None:
        call["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return call


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
