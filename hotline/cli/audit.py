"""``hotline audit``: proof that no journal was altered behind the service's back."""

import sys

import click

from hotline.cli.archive import open_archive

SHOWN = 20


@click.group("audit")
def audit_group() -> None:
    """Check that no journal was altered."""


@audit_group.command("verify")
def verify_command() -> None:
    """Recompute every journal's chain of digests; exit code 1 names the tickets whose journal does not hold."""
    from hotline.cli import chain

    with open_archive():
        verdict = chain.verify()
    for number, reason in verdict.broken[:SHOWN]:
        click.echo(f"{number}：{reason}")
    if len(verdict.broken) > SHOWN:
        click.echo(f"……以及另外 {len(verdict.broken) - SHOWN} 处。")
    click.echo(f"已核对 {verdict.tickets} 件工单、{verdict.entries} 条流水，{len(verdict.broken)} 处不符。")
    sys.exit(1 if verdict.broken else 0)
