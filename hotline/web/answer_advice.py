"""Beside the department's answer: advice on what is written so far, and an approved article to begin with.

Works as a button without JavaScript, and by itself while somebody types. Nothing is stored. Knows no rule.
"""

from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from hotline.domain.answer_check import Advice, check_answer
from hotline.domain.text_input import TEXT_LIMIT
from hotline.queries import knowledge, tickets
from hotline.web.department import blueprint, show_file
from hotline.web.guards import actor
from hotline.web.parsing import whole


@blueprint.post("/tickets/<number>/check")
def check(number: str) -> ResponseReturnValue:
    """Return the advice alone to a script, else the file with the form as it stands and the advice beside it."""
    file = tickets.get_file(number, actor())
    typed = request.form.to_dict()
    if chosen := typed.get("use_article", ""):
        article = knowledge.get_article(whole(chosen, field="text"))
        typed |= {"text": article.answer, "basis": article.basis}
    advice = advice_on(file.messages, typed.get("text", ""), typed.get("basis", ""))
    if request.headers.get("X-Part") == "advice":
        return render_template("department/_advice.html", advice=advice)
    g.typed, g.attempted, g.advice = typed, "answer", advice
    return show_file(number)


def advice_on(messages: Any, text: str, basis: str) -> tuple[Advice, ...]:
    """Return the advice on an answer to these messages."""
    asked = "\n".join(each.text for each in messages)
    known = [value for each in messages for value in (each.citizen_name, each.citizen_phone) if value]
    return check_answer(asked, text[:TEXT_LIMIT], basis=basis[:TEXT_LIMIT], known=known)
