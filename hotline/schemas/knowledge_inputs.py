"""What is typed into the knowledge base and into the city's own files: articles, editions, matters.

Knows no ticket, no table and no page.
"""

from typing import Any

from marshmallow import post_load

from hotline.domain.text_input import TITLE_LIMIT
from hotline.schemas.fields import Choice, Flag, Line, Shape, Text
from hotline.schemas.form_fields import Day
from hotline.schemas.staff_inputs import BASIS_LIMIT, ID_LIMIT, NOBODY_CHOSEN, NOTE_LIMIT, Verdict

EDITION_LIMIT = 3_000_000


class ArticleDraft(Shape):
    """An article of the knowledge base as a department writes it."""

    title = Line(required=True, limit=TITLE_LIMIT, empty="请填写标题。")
    question = Text(required=True, limit=NOTE_LIMIT, empty="请写市民会怎样问。")
    answer = Text(required=True, empty="请填写答复内容。")
    basis = Text(required=True, limit=BASIS_LIMIT, empty="请填写依据（文件名称和文号）。")
    keywords = Line(load_default="")
    valid_from = Day(load_default=None)
    valid_until = Day(load_default=None)
    public = Flag(load_default=False)

    @post_load
    def _days_as_text(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        days = {name: data[name].isoformat() if data[name] else "" for name in ("valid_from", "valid_until")}
        return data | days


class ArticleDecision(Shape):
    """Whether a proposed article stands; a refusal needs a reason, which the room asks for."""

    decision = Choice(Verdict, says="请选择采用或驳回")
    note = Text(limit=NOTE_LIMIT, load_default="")


class NewEdition(Shape):
    """A whole file of what the city decides, pasted; an uploaded one is read by the counter."""

    content = Text(limit=EDITION_LIMIT, load_default="")
    note = Line(load_default="")


class MatterChange(Shape):
    """One matter of the directory as a clerk changes it."""

    lead = Line(required=True, limit=ID_LIMIT, empty=NOBODY_CHOSEN)
    keywords = Text(required=True, empty="请至少写一个关键词。")
    note = Line(load_default="")
