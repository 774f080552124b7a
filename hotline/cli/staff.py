"""``hotline staff``: open, list and close staff accounts."""

import click

from hotline.cli.archive import open_archive
from hotline.domain.people import Role

ROLES = [role.value for role in (Role.OPERATOR, Role.DEPARTMENT, Role.SUPERVISOR, Role.ADMIN)]


@click.group("staff")
def staff_group() -> None:
    """Look after staff accounts."""


@staff_group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The person's name, as colleagues know it.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--department", help="The department's id; for the role department only.")
@click.option("--generate", is_flag=True, help="Make a password and print it once, instead of asking for one.")
def add_command(username: str, name: str, role: str, department: str | None, *, generate: bool) -> None:
    """Open an account; the password is asked for twice, or made with --generate."""
    from hotline import accounts
    from hotline.clock import now
    from hotline.db import unit_of_work

    password = (
        accounts.new_password() if generate else click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次")
    )
    with open_archive(), unit_of_work():
        accounts.add_staff(
            username, name=name, role=Role(role), password=password, department_id=department or None, at=now()
        )
    click.echo(password if generate else f"已建立账号 {username}。")


@staff_group.command("list")
def list_command() -> None:
    """List every account: user name, role, department, name, and whether it is closed."""
    from hotline import accounts

    with open_archive():
        for staff in accounts.list_staff():
            closed = "" if staff.active else "\t已停用"
            click.echo(f"{staff.username}\t{staff.role.label}\t{staff.department_id or '-'}\t{staff.name}{closed}")


@staff_group.command("disable")
@click.argument("username")
def disable_command(username: str) -> None:
    """Close an account and end its sessions; its past steps stay in every journal."""
    from hotline import accounts
    from hotline.db import unit_of_work

    with open_archive(), unit_of_work():
        accounts.disable(accounts.get_staff(username))
    click.echo(f"已停用账号 {username}。")
