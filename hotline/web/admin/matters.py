"""One matter of the directory, changed on a page: lead, helpers, keywords a line each. Makes an edition to be tried.

Knows no rule: what is wrong is said by the same check as for a whole file.
"""

import re
from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hotline import editions
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.errors import BadInput
from hotline.queries import people
from hotline.schemas import knowledge_inputs
from hotline.web.admin.counter import blueprint
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import department_from, department_options

_WEIGHT = re.compile(r"^(.*\S)\s+(\d+(?:\.\d+)?)$")
_NONE = re.compile(r"\s+[--](?=\S)")


@blueprint.get("/directory/matters/<matter_id>")
def show_matter(matter_id: str) -> ResponseReturnValue:
    """Show the form for one matter of the directory in force."""
    matter = editions.matter_in(editions.content_in_force(), matter_id)
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
    content = editions.content_in_force()
    matter = editions.matter_in(content, matter_id)
    matter["lead"] = department_from(wish["lead"], field="lead")
    matter["keywords"] = [read_keyword_line(line) for line in wish["keywords"].splitlines() if line.strip()]
    note = wish["note"] or f"修改事项“{matter['name']}”"
    with unit_of_work():
        edition = editions.keep_changed(content, note=note, by=actor(), at=now())
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
