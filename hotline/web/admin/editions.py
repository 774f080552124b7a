"""Editions of what the city decides (派单目录, 时限规则, …): hand in, read the complaints, try, enact, go back.

A broken edition is refused with every complaint and the text stays in the form. Knows no rule.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline import editions
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.answer_templates import AnswerTemplates
from hotline.domain.privacy import mask
from hotline.domain.vocabulary import Book
from hotline.errors import BadInput, NotFound
from hotline.models import Edition
from hotline.parts import look_again, parts
from hotline.queries import editions as shelf
from hotline.queries import trial as tickets
from hotline.schemas import knowledge_inputs
from hotline.schemas import staff_inputs as inputs
from hotline.web.admin.counter import blueprint
from hotline.web.furniture import trial
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import done
from routing import Directory
from routing.advice import warnings_about

MOST_WARNINGS = 50
# What is said of an edition that can be used, and whom it reaches.
CHECKED: Mapping[Book, Callable[[Any], str]] = {
    Book.DIRECTORY: lambda found: f"{len(found.departments)} 个单位，{len(found.matters)} 个事项。",
    Book.LIMITS: lambda found: f"{len(found.rules)} 条规则。已经在计时的工单不受影响，新派出的工单按新规则计时。",
    Book.CALENDAR: lambda found: (
        f"已录入 {min(found.known_years)}—{max(found.known_years)} 年。已经写下的期限不受影响。"
    ),
    Book.SUPERVISION: lambda found: f"{len(found.versions)} 版规则。已经发出的督办单不受影响。",
    Book.ANSWERS: lambda found: f"{len(found.versions)} 版，最新一版有 {len(found.versions[-1].templates)} 个模板。",
}


@blueprint.get("/editions/<book>")
def list_editions(book: str) -> ResponseReturnValue:
    """Show a book's editions, who put which into force and why, and the form for another one."""
    kind = _book(book)
    return render_template(
        "admin/editions.html",
        book=kind,
        books=tuple(Book),
        editions=shelf.list_editions(kind),
        enactments=shelf.list_enactments(kind),
        in_force=shelf.find_in_force(kind),
    )


@blueprint.get("/editions/<book>/in-force")
def download_in_force(book: str) -> ResponseReturnValue:
    """Hand out the text in force, to be changed and handed in again."""
    kind = _book(book)
    current = shelf.find_in_force(kind)
    name = f"{kind.value}.json"
    return _download(current.content if current else editions.packaged_text(kind), name)


@blueprint.get("/editions/<int:edition_id>/text")
def download_edition(edition_id: int) -> ResponseReturnValue:
    """Hand out an edition's text as it was handed in: old tickets were proposed by it."""
    edition = shelf.get_edition(edition_id)
    return _download(edition.content, f"{edition.book.value}-{edition.id}.json")


@blueprint.post("/editions/<book>")
@refill(list_editions)
def keep_edition(book: str) -> ResponseReturnValue:
    """Check what was pasted or uploaded and keep it, not yet in force."""
    wish = parse_form(knowledge_inputs.NewEdition)
    text = _uploaded() or wish["content"]
    with unit_of_work():
        edition = editions.keep(_book(book), text, note=wish["note"], by=actor(), at=now())
    return redirect(url_for(".show_edition", edition_id=edition.id), 303)


@blueprint.get("/editions/<int:edition_id>")
def show_edition(edition_id: int, change: Any = None) -> ResponseReturnValue:
    """Show one edition: what to look at again, how to try it, and how to put it into force."""
    edition = shelf.get_edition(edition_id)
    value = editions.read(edition.book, edition.content)
    current = shelf.find_in_force(edition.book)
    return render_template(
        "admin/edition.html",
        edition=edition,
        value=value,
        in_force=current is not None and current.id == edition.id,
        checked=CHECKED[edition.book](value),
        warnings=_warnings(value, edition.label),
        change=change,
        names=tickets.names_of_departments(),
        shown=trial.SHOWN,
        sizes=trial.SIZES,
        bases=trial.BASES,
        basis=request.values.get("basis", "directory"),
        mask=mask,
    )


@blueprint.post("/editions/<int:edition_id>/trial")
@refill(show_edition)
def try_edition(edition_id: int) -> ResponseReturnValue:
    """试派: show which past tickets would go elsewhere; nothing is changed."""
    change = trial.run_trial(_directory(shelf.get_edition(edition_id)))
    return show_edition(edition_id, change)


@blueprint.get("/editions/<int:edition_id>/tickets/<number>")
def show_tried(edition_id: int, number: str) -> ResponseReturnValue:
    """Show one past ticket, masked, and how it is read before and after."""
    edition = shelf.get_edition(edition_id)
    reading = trial.read_both(_directory(edition), number)
    return render_template("admin/tried.html", edition=edition, reading=reading)


@blueprint.post("/editions/<int:edition_id>/enact")
@refill(show_edition)
def enact(edition_id: int) -> ResponseReturnValue:
    """启用: from its next message on every program follows this edition; also the way back to an older one."""
    wish = parse_form(inputs.Why)
    with unit_of_work():
        edition = shelf.get_edition(edition_id)
        editions.enact(edition, by=actor(), at=now(), why=wish["why"])
    look_again()
    parts()
    return done(f"已启用{edition.book.label}版本 {edition.label}。", ".list_editions", book=edition.book.value)


@blueprint.post("/editions/<book>/put-back")
@refill(list_editions)
def put_back(book: str) -> ResponseReturnValue:
    """Put the edition that comes with the program back into force."""
    kind, wish = _book(book), parse_form(inputs.Why)
    with unit_of_work():
        editions.put_back(kind, by=actor(), at=now(), why=wish["why"])
    look_again()
    parts()
    return done(f"已恢复系统附带的{kind.label}。", ".list_editions", book=book)


def _book(word: str) -> Book:
    found = next((book for book in Book if book.value == word), None)
    if found is None:
        raise NotFound("没有这一类规则文件。")
    return found


def _directory(edition: Edition) -> Directory:
    value = editions.read(edition.book, edition.content)
    if not isinstance(value, Directory):
        raise BadInput("只有派单目录可以试派。")
    return value


def _warnings(value: Any, name: str) -> list[str]:
    if isinstance(value, Directory):
        return [str(each) for each in warnings_about(value, name, ())][:MOST_WARNINGS]
    return list(value.advice())[:MOST_WARNINGS] if isinstance(value, AnswerTemplates) else []


def _uploaded() -> str:
    file = request.files.get("file")
    if file is None or not file.filename:
        return ""
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("上传的文件不是 UTF-8 编码，请另存为 UTF-8 后再上传。", field="file") from None


def _download(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, content_type="application/json; charset=utf-8", headers=headers)
