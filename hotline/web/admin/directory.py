"""The directory in force: its version, its departments and matters, and a search through them. Knows no rule."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hotline.domain.text_input import clean_line
from hotline.parts import parts
from hotline.queries import people
from hotline.web.admin.counter import blueprint
from hotline.web.furniture.listing import paging

SHOWN = 25

SOURCES = {"practice": "热线工作实践", "history": "历史工单", "real_matters.csv": "其他城市热线统计"}


@dataclass(frozen=True)
class MatterRow:
    """A matter of the directory as the list shows it."""

    id: str
    name: str
    lead: str
    helpers: str
    keywords: tuple[str, ...]
    source: str

    def holds(self, wanted: str) -> bool:
        """Tell whether the row mentions what somebody looks for."""
        return any(wanted in each for each in (self.id, self.name, self.lead, self.helpers, *self.keywords))


@blueprint.get("/departments")
def list_departments() -> ResponseReturnValue:
    """Show the departments that tickets can go to, with their duties, matters and open accounts."""
    directory = parts().directory
    matters: dict[str, int] = {}
    for matter in directory.matters:
        matters[matter.lead] = matters.get(matter.lead, 0) + 1
    return render_template(
        "admin/departments.html",
        departments=people.list_departments(active_only=False),
        accounts_of=people.count_staff_by_department(),
        matters_of=matters,
    )


@blueprint.get("/directory")
def show_directory() -> ResponseReturnValue:
    """Show the matters of the directory in force, narrowed to what the address asks for."""
    wanted = clean_line(request.args.get("q", ""), limit=100, field="q")
    rows = [row for row in _rows() if not wanted or row.holds(wanted)]
    page = paging()
    last = max(1, -(-len(rows) // SHOWN))
    number = min(page.number, last)
    return render_template(
        "admin/directory.html",
        directory=parts().directory,
        rows=rows[(number - 1) * SHOWN : number * SHOWN],
        total=len(rows),
        number=number,
        last=last,
        query=wanted,
    )


def _rows() -> list[MatterRow]:
    directory = parts().directory
    names = {each.id: each.name for each in directory.departments}
    return [
        MatterRow(
            matter.id,
            matter.name,
            names.get(matter.lead, matter.lead),
            "、".join(names.get(each, each) for each in matter.helpers),
            tuple(keyword.label for keyword in matter.keywords),
            _source_in_words(matter.source),
        )
        for matter in directory.matters
    ]


def _source_in_words(source: str) -> str:
    """Return where a matter was taken from; ``seed:01`` is a row of the division-of-work table."""
    if source.startswith("seed:"):
        return f"分工方案第{int(source.removeprefix('seed:'))}项" if source[5:].isdigit() else "分工方案"
    return SOURCES.get(source, source)
