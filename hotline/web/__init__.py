"""The counters: where HTTP begins and ends. Each persona has one; the guard of each stands beside it, as data.

Counters ask a room to act inside one unit of work, or look through a window (queries/); they hold no rule.
"""

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect

import hotline.web.knowledge  # noqa: F401 — hangs its pages on the counters' blueprints
from hotline.domain.people import Role
from hotline.web import (
    admin,
    api,
    attachments,
    department,
    desk,
    errors,
    health,
    open311,
    operator,
    parsing,
    supervisor,
)
from hotline.web.api.callers import caller
from hotline.web.citizen import counter as citizen
from hotline.web.citizen import following, public
from hotline.web.furniture import addresses, appearance, pages, static_files, styleguide
from hotline.web.guards import Guard, anyone, guard_request, staff
from hotline.web.ticket_file import sheets

COUNTERS: tuple[tuple[Blueprint, Guard], ...] = (
    (citizen.blueprint, anyone),
    (following.blueprint, anyone),
    (public.blueprint, anyone),
    (appearance.blueprint, anyone),
    (desk.blueprint, anyone),
    (health.blueprint, anyone),
    (operator.blueprint, staff(Role.OPERATOR)),
    (department.blueprint, staff(Role.DEPARTMENT)),
    (supervisor.blueprint, staff(Role.SUPERVISOR)),
    (supervisor.figures.blueprint, staff(Role.SUPERVISOR)),
    (supervisor.board.blueprint, staff(Role.SUPERVISOR)),
    (admin.blueprint, staff(Role.ADMIN)),
    (attachments.blueprint, staff(Role.OPERATOR, Role.DEPARTMENT, Role.SUPERVISOR)),
    (attachments.own, anyone),
    (sheets.blueprint, staff(Role.OPERATOR, Role.DEPARTMENT, Role.SUPERVISOR)),
    (styleguide.blueprint, staff(Role.OPERATOR, Role.DEPARTMENT, Role.SUPERVISOR, Role.ADMIN)),
    (api.followed, anyone),
    (api.blueprint, caller(api.SCOPES)),
    (open311.blueprint, anyone),  # reading is open; POST asks for an api_key itself, as the specification says
)

csrf = CSRFProtect()


def open_counters(app: Flask) -> None:
    """Register every counter with its guard, the error pages and the page furniture."""
    addresses.install(app)
    app.before_request(parsing.keep_body)
    csrf.init_app(app)
    for blueprint in (api.blueprint, api.followed, open311.blueprint):
        csrf.exempt(blueprint)  # bearer tokens and query codes travel in the request itself, never in a cookie
    for blueprint, _ in COUNTERS:
        app.register_blueprint(blueprint)
    guards = {blueprint.name: guard for blueprint, guard in COUNTERS}
    app.before_request(lambda: guard_request(guards))
    errors.install(app)
    pages.install(app)
    static_files.install(app)
