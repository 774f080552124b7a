"""``hotline pull``: read the message boards that a city names. Can be stopped at any moment and started again."""

import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import click

from hotline.cli.archive import open_archive
from hotline.domain.boards import FILE_NAME, Board, load_boards
from hotline.errors import BadInput, HotlineError
from workers.boards.pulling import pull
from workers.channels import Refused, TryLater

MINUTE = 60.0  # seconds


@click.command("pull")
@click.argument("names", metavar="[BOARD]...", nargs=-1)
@click.option("--boards", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="留言板配置文件")
@click.option("--every", type=click.IntRange(1, 1440), help="每隔多少分钟再读一次，直到被停止")
def pull_command(names: tuple[str, ...], boards: Path | None, every: int | None) -> None:
    """Read the message boards (城市留言板) named BOARD, or all, and take their new messages in.

    Boards stand in message_boards.json in the data folder, else in the packaged file. Each goes on where it was read
    to; a message that is here already stays one. Exit code 1 where a board could not be read.
    """
    with open_archive() as settings:
        own = settings.data_dir / FILE_NAME
        chosen = _chosen(load_boards(boards or (own if own.exists() else None)), names)
        if not chosen:
            click.echo(f"没有配置留言板：请写入 {own}。")
            return
        well = _read_all(chosen)
        while every:
            threading.Event().wait(every * MINUTE)
            well = _read_all(chosen)
    sys.exit(0 if well else 1)


def _chosen(boards: Sequence[Board], names: Sequence[str]) -> list[Board]:
    unknown = set(names) - {each.id for each in boards}
    if unknown:
        raise BadInput(f"没有这个留言板：{'、'.join(sorted(unknown))}。")
    return [each for each in boards if not names or each.id in names]


def _read_all(boards: Sequence[Board]) -> bool:
    """Read each board; one that cannot be read keeps no other from its turn. Return whether all went well."""
    well = True
    for board in boards:
        try:
            tally = pull(board)
        except (TryLater, Refused, HotlineError) as trouble:
            well = False
            click.echo(f"{board.name}：{trouble.message if isinstance(trouble, HotlineError) else trouble}", err=True)
            continue
        refused = f"，无法读取{tally.refused}件" if tally.refused else ""
        click.echo(f"{board.name}：新收{tally.new}件，已有{tally.known}件{refused}。")
    return well
