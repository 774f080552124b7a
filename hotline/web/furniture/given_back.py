"""What an error page gives back: what the person had typed, and the way to the page they typed it on. Knows no rule."""

from collections.abc import Mapping

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from hotline.domain.lines import Standing
from hotline.domain.vocabulary import Kind, Labelled, Resolution, ReturnReason, Satisfaction, Urgency
from hotline.schemas.staff_inputs import Verdict

NEVER_SHOWN = frozenset(
    {"csrf_token", "password", "new_password", "version", "form_key", "code", "then", "next", "from"}
)
# Chosen from a list: their stored words say nothing to people, and nothing had to be typed.
CHOSEN = {
    "lead": "主办单位",
    "helpers": "协办单位",
    "helper": "协办单位",
    "department": "督办对象",
    "suggested": "建议承办单位",
    "fallback": "由兜底单位先行办理",
    "resolution": "办理结果",
    "decision": "审核决定",
    "kind": "类别",
    "urgency": "紧急程度",
    "channel": "渠道",
    "line": "转交的热线",
    "standing": "分中心办理情况",
    "satisfaction": "评价",
    "confidential": "保密",
    "may_publish": "公开意愿",
    "public": "向市民公开",
    "role": "角色",
    "scope": "用途",
}
FIELD_NAMES = CHOSEN | {
    "text": "内容",
    "title": "标题",
    "district": "区和街道",
    "place": "地点",
    "occurred": "时间",
    "occurred_on": "日期",
    "name": "姓名",
    "phone": "电话",
    "citizen_name": "称呼",
    "citizen_phone": "电话",
    "citizen_email": "邮箱",
    "note": "说明或理由",
    "why": "理由",
    "reason": "理由",
    "wish": "重办的理由",
    "rating_note": "评价说明",
    "basis": "依据",
    "number": "服务编号",
    "days": "延期工作日",
    "task": "协办任务",
    "took_part": "参加会商的单位和人员",
    "asked": "公开的诉求",
    "answer": "答复",
    "answered": "公开的答复",
    "path": "办理途径",
    "into": "并入的工单",
    "earlier": "此前办结的工单",
    "their_number": "对方的编号",
    "leader": "责任领导",
    "question": "问题",
    "keywords": "关键词",
    "content": "文件内容",
}
OTHER = "其他内容"
_SAID_AS: Mapping[str, type[Labelled]] = {
    "resolution": Resolution,
    "decision": Verdict,
    "reason": ReturnReason,
    "standing": Standing,
    "kind": Kind,
    "urgency": Urgency,
    "satisfaction": Satisfaction,
}


def in_words(name: str, value: str) -> str:
    """Return what was chosen as people read it; anything else as it was typed."""
    return next((each.label for each in _SAID_AS.get(name, ()) if each.value == value), value)


def typed_before() -> list[tuple[str, str]]:
    """Return what the person had typed, so that an error page loses nothing."""
    try:
        return [
            (FIELD_NAMES.get(name, OTHER), in_words(name, value))
            for name, value in request.form.items()
            if name not in NEVER_SHOWN and name not in CHOSEN and value.strip()
        ]
    except HTTPException:
        return []


def way_back() -> str:
    """Return the address of the page that a refused form stood on; empty where there was no form."""
    if request.method != "POST":
        return ""
    pages, path = current_app.url_map.bind(""), request.path
    while path:
        try:
            pages.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            path = path.rpartition("/")[0]
        else:
            return path
    return ""
