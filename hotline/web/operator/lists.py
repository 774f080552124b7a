"""The operator's worklists and the search. Lists are GET; a phone number is only ever asked for by POST."""

import re
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hotline.domain.text_input import clean_line, normalise_phone
from hotline.errors import BadInput, WrongCheckDigit
from hotline.queries import repeat_list, search, worklists
from hotline.queries.paging import Page, Paging
from hotline.queries.rows import TicketRow, with_candidates
from hotline.queries.worklists import OPERATOR_LISTS, Worklist
from hotline.web.furniture.finds import found_rows
from hotline.web.furniture.listing import chosen, lamp_edges, lamp_of, paging
from hotline.web.furniture.pages import refill
from hotline.web.operator.counter import blueprint, show_file
from hotline.web.ticket_file import taking

_WORDS = re.compile(r"[A-Za-z,:;\u3001-\u303f\u3400-\u9fff\uff0c\uff1a\uff1b]+")


@blueprint.get("/tickets")
def worklist() -> ResponseReturnValue:
    """Show one of the worklists, or what a search found; a whole service number opens its file at once."""
    typed = clean_line(request.args.get("q", ""), limit=search.LONGEST_QUERY, field="q")
    if typed:
        return _found(typed)
    current = chosen("list", OPERATOR_LISTS) or Worklist.TO_DISPATCH
    page = worklists.page_of_worklist(current, lamp_edges(), paging())
    if current is Worklist.TO_DISPATCH:
        page = with_candidates(page)
    petitions = worklists.list_petitions([row.id for row in page.rows]) if current is Worklist.SEND_BACKS else {}
    return _show(page, current=current, petitions=petitions)


@blueprint.post("/take-next")
@refill(worklist)
def take_next() -> ResponseReturnValue:
    """领取下一件: the first due of the dispatch queue that no colleague works on."""
    return taking.take_next(of_list="待派单工单")


@blueprint.post("/tickets/<number>/put-back")
@refill(show_file)
def put_back(number: str) -> ResponseReturnValue:
    """放回: a colleague can take it."""
    return taking.put_back(number, of_list="待派单工单")


@blueprint.post("/tickets/search")
@refill(worklist)
def find() -> ResponseReturnValue:
    """Look for a number, words or a phone; a phone is answered at once, so that it stands in no address."""
    typed = clean_line(request.form.get("q", ""), limit=search.LONGEST_QUERY, field="q")
    if not typed:
        raise BadInput("请输入服务编号、要查找的文字或来电号码。", field="q")
    phone = _phone_in(typed)
    if phone:
        return _show(search.page_by_phone(phone, Paging(size=50)), by_phone=True)
    return redirect(url_for(".worklist", q=typed), 303)


def _found(typed: str) -> ResponseReturnValue:
    try:
        number = search.find_number(typed)
    except WrongCheckDigit as refusal:
        g.refusal = refusal
        return _show(Page((), 0, Paging()), query=typed), 422
    if number is not None:
        return redirect(url_for(".show_file", number=number))
    page = search.page_of_found(typed, paging())
    return _show(page, query=typed, finds=found_rows(page, typed))


def _show(page: Page[TicketRow], **more: Any) -> str:
    usual: dict[str, Any] = {"current": None, "query": "", "by_phone": False, "petitions": {}, "finds": {}}
    counts = worklists.count_worklists(OPERATOR_LISTS, lamp_edges())
    waiting = repeat_list.count_proposals()
    return render_template(
        "operator/list.html", page=page, counts=counts, repeats_waiting=waiting, lamp_of=lamp_of, **(usual | more)
    )


def _phone_in(typed: str) -> str:
    """Return the phone number that was typed, alone or among words; "" where there is none.

    A service number is longer than any phone.
    """
    for piece in (typed, *_WORDS.split(typed)):
        if not 7 <= sum(sign.isdigit() for sign in piece) <= 14:
            continue
        try:
            return normalise_phone(piece)
        except BadInput:
            continue
    return ""
