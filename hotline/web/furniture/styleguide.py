"""The styleguide: every component of the pages in every state, for the people who carry this on. Knows no ticket."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.lifecycle import State
from hotline.domain.limits import Lamp
from hotline.errors import BadInput
from hotline.queries.paging import Page, Paging
from hotline.web.furniture.marks import mark_words

blueprint = Blueprint("styleguide", __name__, url_prefix="/styleguide")


@dataclass(frozen=True)
class Sample:
    """One entry of a sample timeline, one row of a sample table."""

    at: datetime
    title: str
    note: str = ""
    by: str = ""


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Show what there is, from colours to whole forms; nothing here does anything."""
    g.refusal = BadInput("请填写要补充的内容。", field="wrong")
    g.typed = {"wrong": "", "chosen": "b", "picked": "b"}
    story = (
        Sample(now(), "已派单", "主办：示例单位", "示例话务员"),
        Sample(now() - timedelta(hours=2), "已受理"),
    )
    return render_template(
        "styleguide/show.html",
        states=tuple(State),
        lamps=(Lamp.RED, Lamp.YELLOW, Lamp.GREEN, None),
        story=story,
        page=Page(story, 57, Paging(2)),
        nothing=(),
        marked_pieces=mark_words("小区门口的路灯坏了，沿街路灯都不亮", ("路灯",)),
    )
