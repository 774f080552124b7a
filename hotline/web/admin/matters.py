"""One matter of the directory, changed on a page: lead, helpers, keywords a line each. Makes an edition to be tried.

Knows no rule: what is wrong is said by the same check as for a whole file.
"""

import json
import re
from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hotline import editions
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.vocabulary import Book
from hotline.errors import BadInput, NotFound
from hotline.queries import editions as shelf
from hotline.queries import people
from hotline.schemas import knowledge_inputs
from hotline.web.admin.counter import blueprint
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import department_from, department_options
from routing.layout import lay_out

_WEIGHT = re.compile(r"^(.*\S)\s+(\d+(?:\.\d+)?)$")
_NONE = re.compile(r"\s+[--](?=\S)")


@blueprint.get("/directory/matters/<matter_id>")
def show_matter(matter_id: str) -> ResponseReturnValue:
    """Show the form for one matter of the directory in force."""
    matter = _matter_in(_content(), matter_id)
    typed = g.get("typed", {})
    return render_template(
        "admin/matter.html",
        matter=matter,
        keywords=typed.get("keywords") or "\n".join(keyword_line(each) for each in matter.get("keywords", ())),
        departments=department_options(people.list_departments()),
    )


@blueprint.post("/directory/matters/<matter_id>")
@refill(show_matter)
def change_matter(matter_id: str) -> ResponseReturnValue:
    """Keep the directory with this one matter changed, as an edition that can be tried and put into force."""
    wish = parse_form(knowledge_inputs.MatterChange)
    content = _content()
    matter = _matter_in(content, matter_id)
    matter["lead"] = department_from(wish["lead"], field="lead")
    matter["keywords"] = [read_keyword_line(line) for line in wish["keywords"].splitlines() if line.strip()]
    note = wish["note"] or f"修改事项“{matter['name']}”"
    with unit_of_work():
        content["version"] = editions.next_label(Book.DIRECTORY, at=now())
        edition = editions.keep(Book.DIRECTORY, lay_out(content), note=note, by=actor(), at=now())
    return redirect(url_for(".show_edition", edition_id=edition.id), 303)


def keyword_line(keyword: Any) -> str:
    """Return a keyword of the file as one line: 词+词 -不含 0.5."""
    if isinstance(keyword, str):
        return keyword
    words = "+".join(keyword["all"] if "all" in keyword else [keyword["text"]])
    none = "".join(f" -{each}" for each in keyword.get("none", ()))
    return f"{words}{none}" + (f" {keyword['weight']:g}" if "weight" in keyword else "")


def read_keyword_line(line: str) -> Any:
    """Return what a line means, as the file writes it; raises BadInput for a line that says nothing."""
    rest, weight = line.strip().replace("＋", "+"), None
    if found := _WEIGHT.match(rest):
        rest, weight = found.group(1), float(found.group(2))
    words, *none = (each.strip() for each in _NONE.split(rest))
    parts = [each.strip() for each in words.split("+")]
    if not all(parts):
        raise BadInput(f"关键词“{line.strip()}”写法不对：几个词用+连接，不能有空的词。", field="keywords")
    if len(parts) == 1 and not none and weight is None:
        return parts[0]
    keyword: dict[str, Any] = {"text": parts[0]} if len(parts) == 1 else {"all": parts}
    return keyword | ({"none": none} if none else {}) | ({"weight": weight} if weight is not None else {})


def _content() -> dict[str, Any]:
    current = shelf.find_in_force(Book.DIRECTORY)
    content: dict[str, Any] = json.loads(current.content if current else editions.packaged_text(Book.DIRECTORY))
    return content


def _matter_in(content: dict[str, Any], matter_id: str) -> dict[str, Any]:
    matters: list[dict[str, Any]] = content.get("matters", [])
    for each in matters:
        if each["id"] == matter_id:
            return each
    raise NotFound("现行目录里没有这个事项。")
