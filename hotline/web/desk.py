"""The desk where staff sign in and out; every role goes on to its own counter. Knows no ticket."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from hotline import accounts
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.people import Role
from hotline.web.furniture.pages import refill
from hotline.web.guards import came_from, find_actor

blueprint = Blueprint("desk", __name__)

COUNTER_OF = {
    Role.OPERATOR: "/operator",
    Role.DEPARTMENT: "/department",
    Role.SUPERVISOR: "/supervisor",
    Role.ADMIN: "/admin",
}


@blueprint.get("/login")
def sign_in() -> ResponseReturnValue:
    """Show the form; whoever is signed in goes to the counter at once."""
    person = find_actor()
    if person is not None:
        return redirect(COUNTER_OF[person.role])
    return render_template("desk/sign_in.html", next=request.values.get("next", ""))


@blueprint.post("/login")
@refill(sign_in)
def open_session() -> ResponseReturnValue:
    """Check name and password, slowly and a limited number of times, and begin a session."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    staff, key = accounts.sign_in(username, password, source=came_from(), at=now())
    session.clear()
    session["staff_session"], session.permanent = key, True
    return redirect(_way_on(staff.role, request.form.get("next", "")), 303)


@blueprint.post("/logout")
def close_session() -> ResponseReturnValue:
    """End the session here and in every copy of its cookie."""
    with unit_of_work():
        accounts.end_session(session.get("staff_session", ""))
    session.clear()
    flash("已退出登录。")
    return redirect(url_for(".sign_in", left=1), 303)


def _way_on(role: Role, wanted: str) -> str:
    """Return the page to go on to: a wanted one only where it belongs to the person's own counter."""
    counter = COUNTER_OF[role]
    own = wanted == counter or wanted.startswith((f"{counter}/", f"{counter}?"))
    return wanted if own and "\\" not in wanted and wanted.isprintable() else counter
