"""Time limits in words, the calendar of the coming days and the templates of answers, as in force. Knows no rule."""

from calendar import Calendar
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.city import city_time
from hotline.domain.limit_rules import DIMENSION_LABELS, Rule
from hotline.domain.vocabulary import Kind, Urgency
from hotline.parts import parts
from hotline.web.admin.counter import blueprint
from hotline.web.furniture.pages import date_text

MONTHS = 3  # on the page of the calendar
WORDS = {
    **{each.value: each.label for each in (*Kind, *Urgency)},
    "ordinary": "一般事项",
    "urgent": "紧急事项",
    "complex": "复杂事项",
    "yes": "是",
}


@blueprint.get("/limits")
def show_limits() -> ResponseReturnValue:
    """Show every rule in words: when it fits, each clock, extensions, where it comes from."""
    return render_template("admin/limits.html", rules=parts().rules.limits.rules, when=_when)


@blueprint.get("/calendar")
def show_calendar() -> ResponseReturnValue:
    """Show the coming months: which days are worked, and why not; where a year's arrangement is missing."""
    today = city_time(now()).date()
    months = [_months_later(today, count) for count in range(MONTHS)]
    return render_template(
        "admin/calendar.html",
        calendar=parts().rules.calendar,
        months=[(first, Calendar().monthdatescalendar(first.year, first.month)) for first in months],
        today=today,
        weekdays="一二三四五六日",
    )


@blueprint.get("/answer-templates")
def show_answer_templates() -> ResponseReturnValue:
    """Show the templates that officers are offered today, and the versions before and after."""
    found = parts().answer_templates
    return render_template("admin/answer_templates.html", found=found, current=found.in_force(now()))


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, 1)


def _when(rule: Rule) -> str:
    """Say when a rule fits."""
    named = [
        "重办的工单"
        if name == "rework"
        else f"{DIMENSION_LABELS[name]}为{'、'.join(sorted(WORDS.get(each, each) for each in wanted))}"
        for name, wanted in rule.when.choices.items()
    ]
    if rule.when.first_day:
        named.append(f"{date_text(rule.when.first_day)}起")
    if rule.when.last_day:
        named.append(f"{date_text(rule.when.last_day)}止")
    return "；".join(named) or "其他规则都不适用时"
