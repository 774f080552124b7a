"""``hotline token``: bearer tokens for other systems."""

import click

from hotline.cli.archive import open_archive


@click.group("token")
def token_group() -> None:
    """Look after the bearer tokens of other systems."""


@token_group.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=("messages",),
    show_default=True,
    help="What the token opens: messages (all that a website needs), messages:write, tickets:read, events:read, route, "
    "handovers, metrics; may be given several times.",
)
@click.option("--channel", "channels", multiple=True, help="A channel the system may use; without it, any.")
@click.option("--source", help="The system's name, where this is a second token of one that has a token already.")
@click.option("--line", default="", help="The retained line whose centre the system is, by its id: 12366.")
def create_command(
    name: str, scopes: tuple[str, ...], channels: tuple[str, ...], source: str | None, line: str
) -> None:
    """Make a token for the system NAME and print it, alone on a line; it cannot be shown again."""
    from hotline import accounts
    from hotline.clock import now
    from hotline.db import unit_of_work
    from hotline.domain.lines import centre_of, load_lines

    with open_archive():
        if line:
            centre_of(load_lines(), line, now())
        with unit_of_work():
            secret = accounts.create_token(
                name, scope=" ".join(scopes), channels=channels, source=source, line=line, at=now()
            )
        click.echo(secret)
