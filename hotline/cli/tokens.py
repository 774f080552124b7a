"""``hotline token``: bearer tokens for other systems."""

import click

from hotline.cli.archive import open_archive


@click.group("token")
def token_group() -> None:
    """Look after the bearer tokens of other systems."""


@token_group.command("create")
@click.argument("name")
@click.option("--scope", default="messages", show_default=True, help="What the token opens: messages or metrics.")
def create_command(name: str, scope: str) -> None:
    """Make a token for the system NAME and print it, alone on a line; it cannot be shown again."""
    from hotline import accounts
    from hotline.clock import now
    from hotline.db import unit_of_work

    with open_archive():
        with unit_of_work():
            secret = accounts.create_token(name, scope=scope, at=now())
        click.echo(secret)
