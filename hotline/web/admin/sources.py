"""The systems that hand messages in: their channels, their pace, where each step is told them. Knows no rule."""

from dataclasses import dataclass

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from hotline import accounts
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.lines import centre_of, lines_in_force
from hotline.domain.vocabulary import Channel
from hotline.errors import BadInput, ConfigurationError, NotFound
from hotline.flow.doors import source_turns
from hotline.parts import parts
from hotline.queries import sources
from hotline.schemas import centres
from hotline.schemas import staff_inputs as inputs
from hotline.web.admin.counter import blueprint
from hotline.web.api.rates import read_pace
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.readings import read_sources
from hotline.web.ticket_file.files import done


@dataclass(frozen=True)
class _Shown:
    """A source with its channels in words."""

    row: sources.SourceRow
    channels: str


@blueprint.get("/sources")
def list_sources() -> ResponseReturnValue:
    """Show every system with what was sent to it and what could not be sent."""
    rows = tuple(_Shown(row, _labels(row.channels)) for row in sources.list_sources())
    usual = parts().settings.api_pace
    return render_template("admin/sources.html", rows=rows, usual=usual, read=read_sources())


@blueprint.post("/sources/<read_id>/read-now")
@refill(lambda **_: list_sources())
def read_now(read_id: str) -> ResponseReturnValue:
    """Ask for a board or a mailbox to be read at once; the clock does it, whatever happens to this page."""
    name = next((each.name for each in read_sources().sources if each.id == read_id), None)
    if name is None:
        raise NotFound("没有这个留言板或邮箱，配置可能已经改动。")
    with unit_of_work():
        new = source_turns.ask(read_id, by=actor(), at=now())
    asked = f"已请定时程序读取“{name}”，通常几秒内开始；刷新本页可看结果。"
    return done(asked if new else f"“{name}”已在等待读取，不必重复。", ".list_sources")


@blueprint.get("/sources/<int:source_id>")
def show_source(source_id: int) -> ResponseReturnValue:
    """Show one system and the forms that change it."""
    return render_template(
        "admin/source.html",
        source=accounts.get_source(source_id),
        channels=tuple((channel.value, channel.label) for channel in Channel),
        usual=parts().settings.api_pace,
        lines=tuple(
            (each.id, f"{each.number} {each.name}") for each in lines_in_force(parts().lines, now()) if each.takes_calls
        ),
        made=g.get("made"),
    )


@blueprint.post("/sources/<int:source_id>/limits")
@refill(show_source)
def limit_source(source_id: int) -> ResponseReturnValue:
    """Bind a system to channels and to a pace."""
    wish = parse_form(inputs.SourceLimits)
    if wish["pace"]:
        _refuse_misspelt_pace(wish["pace"])
    with unit_of_work():
        source = accounts.get_source(source_id)
        accounts.bind_to_channels(source, request.form.getlist("channels"))
        source.pace = wish["pace"]
    return done("已保存渠道和调用频率。", ".show_source", source_id=source_id)


@blueprint.post("/sources/<int:source_id>/line")
@refill(show_source)
def bind_source(source_id: int) -> ResponseReturnValue:
    """Let a system be the centre of a retained line, or of none any more."""
    wish = parse_form(centres.SourceLine)
    line = centre_of(parts().lines, wish["line"], now()).id if wish["line"] else ""
    with unit_of_work():
        accounts.bind_to_line(accounts.get_source(source_id), line)
    return done("已保存分中心的归属。", ".show_source", source_id=source_id)


@blueprint.post("/sources/<int:source_id>/webhook")
@refill(show_source)
def set_webhook(source_id: int) -> ResponseReturnValue:
    """Set or end a system's webhook; the new secret is shown this once."""
    wish = parse_form(inputs.Webhook)
    with unit_of_work():
        secret = accounts.set_webhook(accounts.get_source(source_id), wish["url"])
    if not secret:
        return done("已停止回告，该系统仍可用 /api/v1/events 查询动态。", ".show_source", source_id=source_id)
    g.made = {"secret": secret}
    return show_source(source_id)


def _labels(channels: str) -> str:
    return "、".join(channel.label for channel in Channel if channel.value in channels.split()) or "不限"


def _refuse_misspelt_pace(pace: str) -> None:
    try:
        read_pace(pace)
    except ConfigurationError as error:
        raise BadInput(error.message, field="pace") from error
