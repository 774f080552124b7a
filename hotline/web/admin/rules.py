"""Time limits in words, the calendar of the coming days and the templates of answers, as in force. Knows no rule."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.city import city_time
from hotline.domain.limit_rules import DIMENSION_LABELS, Rule
from hotline.domain.vocabulary import Kind, Urgency
from hotline.parts import parts
from hotline.web.admin.counter import blueprint

DAYS = 60
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
    """Show the coming days: worked or not, and why; where a year's arrangement is missing."""
    calendar, today = parts().rules.calendar, city_time(now()).date()
    days = [today + timedelta(days=count) for count in range(DAYS)]
    return render_template("admin/calendar.html", calendar=calendar, days=days, weekdays="一二三四五六日")


@blueprint.get("/answer-templates")
def show_answer_templates() -> ResponseReturnValue:
    """Show the templates that officers are offered today, and the versions before and after."""
    found = parts().answer_templates
    return render_template("admin/answer_templates.html", found=found, current=found.in_force(now()))


def _when(rule: Rule) -> str:
    """Say when a rule fits."""
    named = [
        f"{DIMENSION_LABELS[name]}为{'、'.join(sorted(WORDS.get(each, each) for each in wanted))}"
        for name, wanted in rule.when.choices.items()
    ]
    first, last = rule.when.first_day, rule.when.last_day
    if first or last:
        named.append(f"{first or '以前'} 至 {last or '以后'}")
    return "；".join(named) or "其他规则都不适用时"
