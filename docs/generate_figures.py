"""Write figures.md from data/figures.json, so that the page cannot disagree with what is counted."""

from collections.abc import Iterator
from pathlib import Path

from hotline.domain.figures import WHOLE, Fact, Figure, FormulaSet, Moment
from hotline.domain.figures_file import load_formulas

TARGET = Path(__file__).with_name("figures.md")
HEAD = """# The figures (考核指标)

<!-- Written by `make docs` from data/figures.json and hotline/domain/figures.py; edit the data there. -->

What is counted is a **case** (承办件): one dispatch of a ticket to one lead department. A ticket that was returned and
dispatched again is two cases, each its own department's; a rework is another case. What the hotline answers on the spot
is nobody's case and is left out of these figures.

1. A formula **takes up** the cases of which one moment, named by the formula, lies in the period (city time).
2. The first **exclusion** that holds leaves a case out; the page lists it under that reason.
3. What is left is the **base**; of it, the cases for which the numerator's fact holds **count**.

Cases dispatched before the period began are *carried over* (上期结转): they are in the figure, and shown apart from
those dispatched in the period. A case belongs to the department it was dispatched to, also after it moved on. Kind,
channel and district are the ticket's; a district is the beginning of what was written, where it is one of the city's.

**A ticket's dates.** Signing and returning are measured by the date set at the dispatch, handling by the last date that
was set (a granted extension moves it). Done means: the department handed in an answer that was not rejected; the review
by the hotline is not the department's time. A rejected answer never happened, for the figures.

**Versions.** A version begins on the first of a month and holds for every period that begins on or after that day, so
an old month is explained by the formulas of its time. Departments are listed in the directory's order; they can be
sorted by a figure only where a version says `"ranking": true`.

**The check.** `bench/figures.py` makes a month of a synthetic city and counts it a second time, by plain SQL that
shares nothing with the product; the test suite does the same on a smaller month.

**What the files hold.** The exports have service numbers, departments, dates and verdicts: no title, name, phone
number, address or text; a cell that a spreadsheet would run is written with an apostrophe before it.
"""
MOMENTS = {
    Moment.DISPATCHED: "it was dispatched",
    Moment.SIGN_DUE: "it had to be signed",
    Moment.HANDLE_DUE: "it had to be answered",
    Moment.APPROVED: "its answer was approved",
}
FACTS = {
    Fact.VOIDED: "the citizen withdrew it while it lay there",
    Fact.RETURNED: "a return was granted",
    Fact.MOVED: "it was taken from the department in another way, unanswered",
    Fact.PAUSED: "the handling clock stands still while the citizen is asked",
    Fact.NOT_DUE: "the date has not come yet (退单率: the window is open or a petition waits)",
    Fact.SIGNED_IN_TIME: "signed by the date",
    Fact.ANSWERED: "an answer that was not rejected is there, late or not",
    Fact.ANSWERED_IN_TIME: "that answer came by the date",
    Fact.SOLVED: "the answer says 实际解决",
    Fact.EXPLAINED: "the answer says 解释说明",
    Fact.PLANNED: "the answer says 列入计划",
    Fact.RATED: "a citizen rated the answer",
    Fact.UNRATED: "no citizen rated the answer",
    Fact.REWORKED: "the ticket was opened again after this answer",
}


def render() -> str:
    """Return the page."""
    formulas = load_formulas()
    lines = [HEAD, "## The facts\n", "| word | shown as | true when |", "| --- | --- | --- |"]
    lines += [f"| `{fact.value}` | {fact.label} | {FACTS[fact]} |" for fact in Fact]
    for version in formulas.versions:
        lines += _version(version)
    return "\n".join(lines) + "\n"


def _version(version: FormulaSet) -> Iterator[str]:
    ranking = "may be sorted by a figure" if version.ranking else "no ranking"
    yield f"\n## Version {version.version}, from {version.since} ({ranking})\n"
    yield from ([version.note, ""] if version.note else [])
    for figure in version.figures:
        yield from _figure(figure)


def _figure(figure: Figure) -> Iterator[str]:
    yield f"### {figure.name} (`{figure.id}`)\n"
    yield f"{figure.meaning}\n"
    yield f"* taken up by the day on which {MOMENTS[figure.counted_when]}"
    yield f"* left out: {', '.join(f'`{fact.value}`' for fact in figure.exclusions) or 'nothing'}"
    base = " or ".join(f"`{fact.value}`" for fact in figure.denominator) or "all the others"
    yield f"* base: {base}{'; each rating counts by itself' if figure.weights else ''}"
    yield f"* counts: {' or '.join(f'`{fact.value}`' for fact in figure.numerator)}"
    if figure.weights:
        yield "* weights: " + ", ".join(f"{grade.label} × {worth / WHOLE:g}" for grade, worth in figure.weights.items())
    yield f"* {figure.better.label}; source ({figure.grade}): {figure.source}; {figure.status}\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
