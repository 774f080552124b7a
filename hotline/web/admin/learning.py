"""What was learned from people's decisions: versions, quality, words that pull, and one step back. Knows no rule."""

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.db import unit_of_work
from hotline.flow import classification, learning
from hotline.parts import parts
from hotline.queries import corrections, learned
from hotline.schemas import staff_inputs as inputs
from hotline.web.admin.counter import blueprint
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.supervisor.learning import corrected, learned_words
from hotline.web.ticket_file.files import done


@blueprint.get("/learning")
def show_learning() -> ResponseReturnValue:
    """Show how much was learned and how well it does, from which decisions, and the versions to go back to."""
    judged, agreed = learned.judge_proposals()
    return render_template(
        "admin/learning.html",
        lessons=learned.count_lessons(),
        judged=judged,
        agreed=agreed,
        taught=learned.list_taught(),
        versions=learned.list_versions(),
        turns=learned.list_turns(),
        turn=learned.find_turn(),
        words=learned_words(),
        **corrected(corrections.latest_dispatches()),
    )


@blueprint.post("/learning")
@refill(show_learning)
def save_learning() -> ResponseReturnValue:
    """Keep what was learned so far as a version."""
    wish = parse_form(inputs.Reasoned)
    study = parts().study
    with unit_of_work():
        classification.catch_up(study)
        version = learning.save_version(study, by=actor(), at=now(), note=wish["note"])
    return done(f"已保存为学习版本 {version.id}。", ".show_learning")


@blueprint.post("/learning/<int:version_id>/use")
@refill(lambda **_: show_learning())
def use_learned(version_id: int) -> ResponseReturnValue:
    """退回: let an older version count from here on, in every program."""
    wish = parse_form(inputs.Why)
    with unit_of_work():
        learning.go_back(learned.get_version(version_id), by=actor(), at=now(), why=wish["why"])
    return done(f"已改用学习版本 {version_id}；以后的派单和退单继续在它之上学习。", ".show_learning")
