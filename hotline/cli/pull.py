"""``hotline pull``: read the message boards and mailboxes that a city names. Can be stopped at any moment."""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from hotline.cli.archive import open_archive
from hotline.cli.complaints import GivenFile
from hotline.db import db
from hotline.domain.boards import FILE_NAME, Board
from hotline.domain.mailboxes import Mailbox, load_sources, own_file
from hotline.errors import BadInput, HotlineError
from hotline.settings import Settings
from workers import sources
from workers.channels import Refused, TryLater

MINUTE = 60.0  # seconds


@click.command("pull")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--boards", type=GivenFile(), help="留言板和邮箱的配置文件")
@click.option("--every", type=click.IntRange(1, 1440), help="每隔多少分钟再读一次，直到被停止")
def pull_command(names: tuple[str, ...], boards: Path | None, every: int | None) -> None:
    """Read the message boards (城市留言板) and mailboxes named SOURCE, or all, and take their new messages in.

    They stand in message_boards.json in the data folder, else in the packaged file. Each goes on where it was read
    to; a message that is here already stays one. Exit code 1 where one could not be read.
    """
    with open_archive() as settings:
        chosen = _chosen(load_sources(boards or own_file(settings.data_dir)), names)
        if not chosen:
            click.echo(f"没有配置留言板或邮箱：请写入 {settings.data_dir / FILE_NAME}。")
            return
        with _house_for(chosen, settings):
            well = _read_all(chosen)
            while every:
                threading.Event().wait(every * MINUTE)
                well = _read_all(chosen)
    sys.exit(0 if well else 1)


@contextmanager
def _house_for(chosen: Sequence[Board | Mailbox], settings: Settings) -> Iterator[None]:
    """Build the whole application where a mailbox is read: its mail may move a ticket on, by the city's rules."""
    if not any(isinstance(each, Mailbox) for each in chosen):
        yield
        return
    from hotline.app import create_yard

    app = create_yard(settings)
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _chosen(found: Sequence[Board | Mailbox], names: Sequence[str]) -> list[Board | Mailbox]:
    unknown = set(names) - {each.id for each in found}
    if unknown:
        raise BadInput(f"没有这个留言板或邮箱：{'、'.join(sorted(unknown))}。")
    return [each for each in found if not names or each.id in names]


def _read_all(chosen: Sequence[Board | Mailbox]) -> bool:
    """Read each source; one that cannot be read keeps no other from its turn. Return whether all went well."""
    well = True
    for source in chosen:
        try:
            tally = sources.read(source)
        except (TryLater, Refused, HotlineError, sources.BeingRead) as trouble:
            well = False
            click.echo(f"{source.name}：{sources.sentence_of(trouble)}", err=True)
            continue
        click.echo(f"{source.name}：{sources.outcome_of(tally)}。")
    return well
