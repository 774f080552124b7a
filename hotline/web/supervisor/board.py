"""The supervisor's board of the day, the lists behind its numbers, and the word that it has changed. Knows no rule.

No connection is held: the stream of changes says at once whether something happened, and when to ask again, so an
open board costs a few short requests a minute and never a thread (docs/adr/0007-a-stream-that-ends.md).
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.periods import Period, Span, period_at, read_period
from hotline.domain.supervision import OrderStage
from hotline.domain.workdays import day_text
from hotline.parts import parts
from hotline.queries import board, orders, people, today, worklists
from hotline.queries.today import HOURS, Flow, Topic, Window
from hotline.queries.worklists import SUPERVISOR_LISTS, Worklist
from hotline.web.furniture.districts import ELSEWHERE, chosen_district, district_is
from hotline.web.furniture.listing import chosen, lamp_edges, lamp_of, paging

blueprint = Blueprint("board", __name__, url_prefix="/supervisor/board")
ASK_AGAIN_MS = 5_000
DAY = timedelta(days=1)
WAITING_ORDERS = (OrderStage.OPEN, OrderStage.ANSWERED)


def board_page() -> ResponseReturnValue:
    """Show the board of the day; 304 where the browser has it as it is."""
    marker = _marker()
    if marker in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{marker}"'})
    page = make_response(render_template("supervisor/board.html", **_content()))
    page.set_etag(marker)
    return page


@blueprint.get("/changes")
def changes() -> ResponseReturnValue:
    """Say whether something happened since the event that the browser saw last, as a server-sent event, and end."""
    marker = _marker()
    said = f"retry: {ASK_AGAIN_MS}\n"
    if request.headers.get("Last-Event-ID") != marker:
        said += f"id: {marker}\nevent: board\ndata: {marker}\n"
    return Response(f"{said}\n", mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


@blueprint.get("/tickets")
def flow_list() -> ResponseReturnValue:
    """Show the tickets that met with a flow on a day, in an hour of it, or the tickets of a hot topic."""
    topic = chosen("topic", Topic)
    title, page, address = _flow() if topic is None else _topic(topic)
    return render_template("supervisor/flow.html", title=title, page=page, address=address, lamp_of=lamp_of)


def _content() -> dict[str, Any]:
    edges, at = lamp_edges(), now()
    day = Window(period_at(at, Span.DAY).start, at)
    formulas, lists = parts().formulas, (*SUPERVISOR_LISTS, Worklist.TO_DISPATCH)
    counts = worklists.count_worklists(lists, edges)
    loads = board.list_department_loads(edges)
    in_hand = sum(load.in_hand for load in loads)
    names = {matter.id: matter.name for matter in parts().directory.matters}
    return {
        "counts": {each: counts[each] for each in SUPERVISOR_LISTS},
        "orders": {stage: count for stage, count in orders.count_by_stage().items() if stage in WAITING_ORDERS},
        "to_dispatch": counts[Worklist.TO_DISPATCH],
        "flows": today.count_flows(day),
        "hours": today.count_hours(day),
        "day": period_at(at, Span.DAY),
        "hour_now": (at - day.start) // timedelta(hours=1),
        "in_hand": in_hand,
        "backlog": today.backlog_then(in_hand, (at - DAY, at - 7 * DAY)),
        "loads": loads,
        "district_loads": board.list_district_loads(edges, formulas.districts),
        "elsewhere": ELSEWHERE,
        "matters": today.list_rises(Topic.MATTER, formulas.rise, at=at),
        "places": today.list_rises(Topic.PLACE, formulas.rise, at=at),
        "matter_names": names,
        "rise": formulas.rise,
        "late": worklists.page_of_worklist(Worklist.LATE, edges, paging()).rows[:5],
        "lamp_of": lamp_of,
    }


def _flow() -> tuple[str, Any, dict[str, Any]]:
    flow = chosen("flow", Flow) or Flow.RECEIVED
    day = _day()
    hour = request.args.get("hour", "")
    window, when = Window(day.start, day.end), day_text(day.first)
    address: dict[str, Any] = {"flow": flow.value, "day": day.key}
    if hour.isascii() and hour.isdigit() and int(hour) < HOURS:
        start = day.start + timedelta(hours=int(hour))
        window, when = Window(start, start + timedelta(hours=1)), f"{when}{int(hour)}时至{int(hour) + 1}时"
        address["hour"] = int(hour)
    elif request.args.get("until") == "now":
        window, when = Window(day.start, day.start + (now() - period_at(now(), Span.DAY).start)), f"{when}截至此时"
        address["until"] = "now"
    department, district = _department(), chosen_district()
    if department is not None:
        address["department"] = department
    if district is not None:
        address["district"] = district or ELSEWHERE
    among = [] if district is None else [district_is(district)]
    return (
        f"{when}{flow.label}",
        today.page_of_flow(flow, window, paging(), department=department, among=among),
        address,
    )


def _topic(topic: Topic) -> tuple[str, Any, dict[str, Any]]:
    number, matter = request.args.get("like", ""), request.args.get("matter", "")
    value = today.find_place(number) if topic is Topic.PLACE else matter
    known = {each.id: each.name for each in parts().directory.matters}
    title = f"近24小时“{known.get(value, value)}”" if value else "近24小时的同类诉求"
    address = {"topic": topic.value} | ({"like": number} if topic is Topic.PLACE else {"matter": matter})
    return title, today.page_of_topic(topic, value, paging(), at=now()), address


def _day() -> Period:
    asked = read_period(request.args.get("day", ""))
    return asked if asked is not None and asked.span is Span.DAY else period_at(now(), Span.DAY)


def _department() -> str | None:
    asked = request.args.get("department", "")
    known = {each.id for each in people.list_departments(active_only=False)} if asked else set()
    return asked if asked in known else None


def _marker() -> str:
    """Return a word that changes with whatever happens, and every minute, because lamps do."""
    return f"{today.change_marker()}-{int(now().timestamp()) // 60}"
