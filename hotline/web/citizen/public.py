"""What everybody may read: published answers. Holds no rule."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hotline.queries import public
from hotline.queries.public import PublishedAnswer
from hotline.queries.search import words_to_mark
from hotline.web.furniture.listing import paging
from hotline.web.furniture.marks import Piece, excerpt, mark_words

blueprint = Blueprint("public", __name__)


@dataclass(frozen=True)
class Found:
    """One published answer in a list, with the searched words marked."""

    answer: PublishedAnswer
    title: tuple[Piece, ...]
    beginning: tuple[Piece, ...]


@blueprint.get("/answers")
def answers() -> ResponseReturnValue:
    """Show published answers, or those that hold the words searched for."""
    typed = request.args.get("q", "").strip()[: public.LONGEST_QUERY]
    page = public.page_of_answers(typed, paging())
    words = words_to_mark(typed)
    found = [
        Found(each, mark_words(each.title, words), mark_words(excerpt(_fitting(each, words), words), words))
        for each in page.rows
    ]
    return render_template("public/answers.html", page=page, found=found, q=typed)


@blueprint.get("/answers/<int:answer_id>")
def answer(answer_id: int) -> ResponseReturnValue:
    """Show one published answer, with the words that led to it marked."""
    words = words_to_mark(request.args.get("q", "")[: public.LONGEST_QUERY])
    found = public.get_answer(min(answer_id, 2**31 - 1))
    return render_template(
        "public/answer.html",
        answer=found,
        asked=mark_words(found.asked, words),
        answered=mark_words(found.answered, words),
    )


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Say what the pages hold for those who see, hear or move differently, what not yet, and whom to tell."""
    return render_template("public/accessibility.html")


def _fitting(answer: PublishedAnswer, words: tuple[str, ...]) -> str:
    """Return question or answer, whichever holds a searched word; the question for none."""
    return next((text for text in (answer.asked, answer.answered) if any(word in text for word in words)), answer.asked)
