"""What the address of a figures' page asks: a period, what narrows it, what goes on into links. Knows no rule."""

from typing import Any

from flask import request

from hotline.clock import now
from hotline.domain.periods import Period, Span, period_at, read_period
from hotline.domain.vocabulary import Channel, Kind
from hotline.parts import parts
from hotline.queries import people
from hotline.queries.cases import Narrowing
from hotline.queries.verdicts import Question
from hotline.web.furniture.districts import ELSEWHERE, chosen_district
from hotline.web.furniture.listing import chosen


def asked() -> Question:
    """Return the question that the address asks; what it names wrongly is ignored."""
    at = now()
    period = read_period(request.args.get("period", "")) or period_at(at, Span.MONTH)
    formulas = parts().formulas
    return Question(
        period=period,
        formulas=formulas.on(period.first),
        districts=formulas.districts,
        at=at,
        narrowing=_narrowing(),
    )


def _narrowing() -> Narrowing:
    department = request.args.get("department", "")
    known = {each.id for each in people.list_departments(active_only=False)} if department else set()
    return Narrowing(
        department=department if department in known else None,
        kind=chosen("kind", Kind),
        channel=chosen("channel", Channel),
        district=chosen_district(),
    )


def address_of(question: Question) -> dict[str, str]:
    """Return what stands in the address of this page and belongs into every link that stays within it."""
    narrowing = question.narrowing
    district = None if narrowing.district is None else narrowing.district or ELSEWHERE
    wanted = {
        "period": question.period.key,
        "department": narrowing.department,
        "kind": narrowing.kind and narrowing.kind.value,
        "channel": narrowing.channel and narrowing.channel.value,
        "district": district,
    }
    return {name: value for name, value in wanted.items() if value}


def choices() -> dict[str, Any]:
    """Return what the form that narrows a page offers."""
    return {
        "departments": people.list_departments(active_only=False),
        "kinds": tuple(Kind),
        "channels": tuple(Channel),
        "elsewhere": ELSEWHERE,
        "months": _recent_months(),
    }


def _recent_months() -> tuple[Period, ...]:
    month, found = period_at(now(), Span.MONTH), []
    for _ in range(12):
        found.append(month)
        month = month.previous()
    return tuple(found)
