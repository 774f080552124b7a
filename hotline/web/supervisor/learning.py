"""What the router learned and where people corrected it, for supervisors; the directory itself is the admin's.

Knows no rule.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.domain.privacy import mask
from hotline.flow import classification
from hotline.parts import parts
from hotline.queries import corrections, learned, people
from hotline.web.furniture.csv_files import csv_file
from hotline.web.supervisor.counter import blueprint
from hotline.web.supervisor.proposing import offers
from routing.pulls import strongest_words

NO_MATTER = "未对应目录事项"


@blueprint.get("/learning")
def show_learning() -> ResponseReturnValue:
    """Show how well proposals do, what was taken back, what was chosen instead, and the words that pull."""
    judged, agreed = learned.judge_proposals()
    dispatched = corrections.latest_dispatches()
    return render_template(
        "supervisor/learning.html",
        lessons=learned.count_lessons(),
        judged=judged,
        agreed=agreed,
        words=learned_words(),
        directory_version=parts().directory.version,
        offers=offers(dispatched),
        **corrected(dispatched),
    )


@blueprint.get("/learning/export")
def export_corrections() -> ResponseReturnValue:
    """Give the corrections as a file for whoever keeps the directory: names, counts and a number to look at."""
    found = corrected(corrections.latest_dispatches())
    names = found["matter_names"]
    rows = [
        ("同意退单", names.get(each.matter_id, NO_MATTER), each.department, "", each.count, each.number)
        for each in found["returned"]
    ]
    rows += [("改派", "", each.proposed, each.chosen, each.count, each.number) for each in found["redirected"]]
    return csv_file("派单更正", ("种类", "事项", "原派或建议的单位", "改派单位", "次数", "最近一件"), rows)


def corrected(dispatched: Iterable[corrections.Dispatched]) -> dict[str, Any]:
    """Return the corrections with the names of the matters, for a page."""
    return {
        "returned": corrections.list_returned_matters(),
        "redirected": corrections.redirected(dispatched),
        "matter_names": {each.id: each.name for each in parts().directory.matters},
        "no_matter": NO_MATTER,
        "mask": mask,
    }


def learned_words() -> list[tuple[str, tuple[str, ...]]]:
    """Return the words that pull to each department, the strongest first, by the departments' names."""
    study = parts().study
    classification.catch_up(study)
    names: Mapping[str, str] = {each.id: each.name for each in people.list_departments(active_only=False)}
    learner = study.router.learner
    words = strongest_words(learner) if learner else {}
    found = ((names.get(each, each), tuple(some)) for each, some in words.items() if some)
    return sorted(found, key=lambda one: one[0])
