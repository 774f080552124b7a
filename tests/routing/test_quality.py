"""How right the study is on labelled real messages; left out where those are not at hand."""

import json
import random
from pathlib import Path

import pytest

from routing import Directory, Router
from routing.evaluation import Labelled, evaluate, read_labelled

REAL = Path(__file__).parents[3] / "shared" / "eval" / "routing_dev.jsonl"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the labelled messages are not beside the checkout")
SOUNDS = {
    "管": "馆",
    "占": "站",
    "路": "录",
    "物": "务",
    "业": "页",
    "公": "工",
    "交": "教",
    "停": "庭",
    "车": "扯",
    "水": "睡",
}


@pytest.fixture(scope="module")
def rows() -> list[Labelled]:
    return list(read_labelled(REAL.read_bytes().splitlines()))


def test_the_directory_alone_reaches_its_aim(router: Router, rows: list[Labelled]):
    figures = evaluate(router, rows[::6]).figures()
    assert figures["top1"] >= 0.73
    assert figures["accepted_top1"] >= 0.88
    assert figures["top3"] >= 0.90
    assert figures["auto_precision"] >= 0.96


def test_history_adds_to_an_unseen_part(rows: list[Labelled]):
    tests, history = rows[::6], [row for place, row in enumerate(rows) if place % 6]
    router = Router(Directory.from_object({"departments": []}))
    router.learn_all((row.title, row.text, row.department) for row in history)
    figures = evaluate(router, tests).figures()
    assert figures["top1"] >= 0.72
    assert figures["auto_precision"] >= 0.95


def test_one_slip_in_every_third_clause_costs_little(router: Router, rows: list[Labelled]):
    chosen = rows[::9]
    dice = random.Random(7)
    noisy = [
        Labelled(row.id, row.title, _with_slips(row.text, dice), row.department, row.accepted, row.kinds)
        for row in chosen
    ]
    clean, slipped = (float(evaluate(router, these).figures()["top1"]) for these in (chosen, noisy))
    assert slipped >= clean - 0.03


def _with_slips(text: str, dice: random.Random) -> str:
    clauses = text.replace("。", ",").split(",")
    for place in range(0, len(clauses), 3):
        clause = clauses[place]
        homophones = [at for at, character in enumerate(clause) if character in SOUNDS]
        if homophones and dice.random() < 0.6:
            at = dice.choice(homophones)
            clauses[place] = clause[:at] + SOUNDS[clause[at]] + clause[at + 1 :]
        elif len(clause) > 3:
            at = dice.randrange(1, len(clause) - 1)
            clauses[place] = clause[:at] + clause[at + 1] + clause[at] + clause[at + 2 :]
    return ",".join(clauses)


def test_figures_agree_with_a_hand_count(router: Router, rows: list[Labelled]):
    chosen = rows[:60]
    figures = evaluate(router, chosen).figures()
    hits = sum(router.route(row.text, title=row.title).candidates[0].department == row.department for row in chosen)
    assert figures["top1"] == round(hits / len(chosen), 4)
    assert json.dumps(figures)
