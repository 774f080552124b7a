"""Who may come in: accounts and tokens. A password or token is shown once, on the page that made it. Knows no rule."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from hotline import accounts
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.people import Role
from hotline.errors import BadInput, NotFound
from hotline.queries import people
from hotline.schemas import staff_inputs as inputs
from hotline.web.admin.counter import blueprint
from hotline.web.furniture.pages import refill
from hotline.web.guards import actor
from hotline.web.parsing import parse_form
from hotline.web.ticket_file.files import department_from, department_options, done

ROLES = tuple(role for role in Role if role not in (Role.CITIZEN, Role.SYSTEM))
SCOPE_WORDS = {
    "messages": "网站互动系统所需的全部（下面四项）",
    "messages:write": "报送诉求",
    "tickets:read": "查询本系统诉求的办理情况",
    "events:read": "查询本系统诉求的动态",
    "route": "查询派单建议",
    "metrics": "读取运行指标",
}


@blueprint.get("/staff")
def list_staff() -> ResponseReturnValue:
    """Show the accounts and the form for a new one."""
    return render_template(
        "admin/staff.html",
        staff=people.list_staff(),
        department_options=department_options(people.list_departments()),
        role_options=tuple((role.value, role.label) for role in ROLES),
        made=g.get("made"),
    )


@blueprint.post("/staff")
@refill(list_staff)
def add_staff() -> ResponseReturnValue:
    """Open an account with a password made here, and show it this once."""
    wish = parse_form(inputs.NewStaff)
    department = department_from(wish["department"], field="department") if wish["department"] else None
    password = accounts.new_password()
    with unit_of_work():
        accounts.add_staff(
            wish["username"],
            name=wish["name"],
            role=wish["role"],
            password=password,
            department_id=department,
            at=now(),
        )
    g.made = {"username": wish["username"], "name": wish["name"], "password": password}
    return list_staff()


@blueprint.post("/staff/<username>/password")
@refill(lambda **_: list_staff())
def renew_password(username: str) -> ResponseReturnValue:
    """Give an account a new password, shown this once; its sessions end."""
    password = accounts.new_password()
    with unit_of_work():
        staff = accounts.get_staff(username)
        accounts.set_password(staff, password)
        name = staff.name
    g.made = {"username": username, "name": name, "password": password}
    return list_staff()


@blueprint.post("/staff/<username>/disable")
@refill(lambda **_: list_staff())
def disable_staff(username: str) -> ResponseReturnValue:
    """Close an account; its sessions end at once, its steps stay in every journal."""
    with unit_of_work():
        staff = accounts.get_staff(username)
        if staff.id == actor().staff_id:
            raise BadInput("不能停用自己正在使用的账号。")
        accounts.disable(staff)
    return done(f"已停用账号 {username}。", ".list_staff")


@blueprint.get("/tokens")
def list_tokens() -> ResponseReturnValue:
    """Show the tokens of other systems and the form for a new one."""
    return render_template(
        "admin/tokens.html",
        tokens=people.list_tokens(),
        scopes=tuple((scope, f"{SCOPE_WORDS.get(scope, scope)}（{scope}）") for scope in accounts.SCOPES),
        scope_words=SCOPE_WORDS,
        made=g.get("made"),
    )


@blueprint.post("/tokens")
@refill(list_tokens)
def add_token() -> ResponseReturnValue:
    """Make a token and show it this once."""
    wish = parse_form(inputs.NewToken)
    with unit_of_work():
        secret = accounts.create_token(wish["name"], scope=wish["scope"], at=now())
    g.made = {"name": wish["name"], "secret": secret}
    return list_tokens()


@blueprint.post("/tokens/<int:token_id>/revoke")
@refill(lambda **_: list_tokens())
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Let a token open nothing any more."""
    with unit_of_work():
        token = next((each for each in people.list_tokens() if each.id == token_id), None)
        if token is None:
            raise NotFound("没有找到这个令牌。")
        token.revoked_at = token.revoked_at or now()
    return done("已吊销令牌。", ".list_tokens")
