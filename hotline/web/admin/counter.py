"""The blueprint of the admin's counter and its overview. Knows no rule."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hotline.clock import now
from hotline.domain.city import city_time
from hotline.parts import parts
from hotline.queries import editions, people, yard

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

LOOK_AHEAD = timedelta(days=92)  # the State Council announces next year's holidays in autumn


@blueprint.get("")
def overview() -> ResponseReturnValue:
    """Show at one glance whether the house is well and what it stands on."""
    at, here = now(), parts()
    calendar = here.rules.calendar
    years = {city_time(at).year, city_time(at + LOOK_AHEAD).year}
    return render_template(
        "admin/overview.html",
        outbox=yard.outbox_state(at=at),
        silences=yard.silences(at=at),
        queues=yard.list_queues(),
        patience=yard.SILENCE,
        tickets=yard.count_tickets_by_state(),
        directory=here.directory,
        waiting=editions.list_waiting(),
        staff=people.list_staff(),
        tokens=people.list_tokens(),
        missing_years=sorted(year for year in years if year not in calendar.known_years),
        known_years=sorted(calendar.known_years),
        limits=here.rules.limits,
        mail=bool(here.settings.smtp_url),
    )
