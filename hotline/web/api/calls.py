"""The calls of the API as data: who may make them, what they take, every answer they give. Knows no rule.

``document`` makes the OpenAPI document of it; a test holds it against the application's route map.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema

from hotline.domain.enclosures import ACCEPTED, ACCEPTED_TYPES, MOST_BYTES, MOST_FILES
from hotline.schemas import centres, inputs, outputs, patterns

Parameter = Mapping[str, Any]
BATCH = {
    "type": "object",
    "required": ["messages"],
    "properties": {
        "messages": {
            "type": "array",
            "minItems": 1,
            "maxItems": inputs.MOST_IN_BATCH,
            "description": "每条同 POST /messages；有误的一条在它的位置说明，其余照常受理。",
            "items": {"anyOf": [{"$ref": "#/components/schemas/NewMessage"}, {}]},
        }
    },
}
FILES = {
    "type": "object",
    "required": ["attachments"],
    "properties": {
        "attachments": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_FILES,
            "description": f"每个不超过{MOST_BYTES // 1024 // 1024}MB：{ACCEPTED}",
            "items": {"type": "string", "format": "binary"},
        }
    },
}
IDEMPOTENCY_KEY: Parameter = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "同一键、同一正文再次提交：返回200和原来的结果；正文不同：409。1至200个可见的ASCII字符。",
    "schema": {"type": "string", "pattern": patterns.IDEMPOTENCY_KEY, "minLength": 1, "maxLength": 200},
}
BATCH_KEY: Parameter = {
    **IDEMPOTENCY_KEY,
    "description": "同一键、同一正文再次提交：逐条返回原来的结果。1至190个可见的ASCII字符。",
    "schema": {"type": "string", "pattern": patterns.BATCH_KEY, "minLength": 1, "maxLength": 190},
}
NUMBER: Parameter = {
    "name": "service_number",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": patterns.SERVICE_NUMBER},
}
CODE: Parameter = {
    "name": "code",
    "in": "query",
    "required": True,
    "description": "查询码",
    "schema": {"type": "string", "minLength": 1},
}
AFTER: Parameter = {
    "name": "after",
    "in": "query",
    "required": False,
    "description": "上次回答中的 next；省略即从头开始",
    "schema": {"type": "integer", "minimum": 0, "maximum": inputs.LAST_POSITION, "default": 0},
}
LIMIT: Parameter = {
    "name": "limit",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 1, "maximum": inputs.MOST_EVENTS, "default": inputs.USUAL_EVENTS},
}
# The receipt opens the ticket it speaks of.
FOLLOW_LINK = {
    "follow": {
        "operationId": "show_ticket",
        "parameters": {"service_number": "$response.body#/service_number", "code": "$response.body#/query_code"},
    }
}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call: ``answers`` and ``problems`` are every status it can have; an empty scope needs no token."""

    path: str
    method: str
    name: str
    says: str
    scope: str = ""
    body: type[Schema] | Mapping[str, Any] | None = None
    sent_as: str = "application/json"
    part_types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[int, type[Schema] | Mapping[str, Any]]
    problems: tuple[int, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    links: Mapping[str, Any] = field(default_factory=dict)


TAKING = (400, 409, 413, 415, 422)
CALLS = (
    Call(
        path="/messages",
        method="post",
        name="take_message",
        says="受理一条诉求；重复提交不产生新的工单",
        scope="messages:write",
        body=inputs.NewMessage,
        answers={201: outputs.Receipt, 200: outputs.Receipt},
        problems=TAKING,
        parameters=(IDEMPOTENCY_KEY,),
        links=FOLLOW_LINK,
    ),
    Call(
        path="/messages/batch",
        method="post",
        name="take_batch",
        says="批量受理，按顺序逐条答复",
        scope="messages:write",
        body=BATCH,
        answers={200: outputs.BatchResults},
        problems=TAKING,
        parameters=(BATCH_KEY,),
    ),
    Call(
        path="/messages/{service_number}/attachments",
        method="post",
        name="attach_files",
        says="为本系统提交的一条诉求补交附件；同样内容的文件只收一次",
        scope="messages:write",
        body=FILES,
        sent_as="multipart/form-data",
        part_types={"attachments": ACCEPTED_TYPES},
        answers={201: outputs.TakenFiles, 200: outputs.TakenFiles},
        problems=(404, 409, 413, 415, 422),
        parameters=(NUMBER,),
    ),
    Call(
        path="/route",
        method="post",
        name="route",
        says="分派建议，不产生工单",
        scope="route",
        body=inputs.RouteLine,
        answers={200: outputs.Decision},
        problems=(400, 413, 415, 422),
    ),
    Call(
        path="/tickets/{service_number}",
        method="get",
        name="show_ticket",
        says="凭服务编号和查询码查询办理情况，不含个人信息",
        answers={200: outputs.CitizenTicket},
        problems=(404, 422),
        parameters=(NUMBER, CODE),
    ),
    Call(
        path="/messages/{service_number}",
        method="get",
        name="show_message",
        says="本系统提交的一条诉求现在办到哪一步",
        scope="tickets:read",
        answers={200: outputs.CitizenTicket},
        problems=(404,),
        parameters=(NUMBER,),
    ),
    Call(
        path="/events",
        method="get",
        name="list_events",
        says="本系统提交的诉求的办理动态，按位置顺序、不缺不重",
        scope="events:read",
        answers={200: outputs.ToldEvents},
        problems=(422,),
        parameters=(AFTER, LIMIT),
    ),
    Call(
        path="/handovers/{service_number}",
        method="get",
        name="show_handover",
        says="转交本分中心办理的一件来电的记录",
        scope="handovers",
        answers={200: centres.HandedRecord},
        problems=(404,),
        parameters=(NUMBER,),
    ),
    Call(
        path="/handovers/{service_number}/reports",
        method="post",
        name="report_handover",
        says="分中心报告办理情况：受理、办理、答复、办结或申请退回",
        scope="handovers",
        body=centres.ReportOfCentre,
        answers={201: centres.TakenReport, 200: centres.TakenReport},
        problems=(400, 404, 409, 413, 415, 422),
        parameters=(NUMBER,),
    ),
    Call(
        path="/openapi.json",
        method="get",
        name="openapi",
        says="本文档",
        answers={200: {"type": "object", "required": ["openapi", "paths"]}},
    ),
)
SCOPES = {f"api.{call.name}": call.scope for call in CALLS if call.scope}
