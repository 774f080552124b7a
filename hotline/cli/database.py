"""``hotline db``, ``hotline backup`` and ``hotline restore``."""

from pathlib import Path

import click

from hotline.cli.archive import open_archive
from hotline.cli.complaints import GivenFile
from hotline.settings import Settings

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("db")
def db_group() -> None:
    """Look after the tables."""


@db_group.command("upgrade")
def upgrade_command() -> None:
    """Bring the tables to the newest step and the departments in step with the directory."""
    from hotline.db import db, unit_of_work
    from hotline.departments import keep_in_step
    from hotline.editions import directory_in_force
    from hotline.migrations import upgrade

    with open_archive():
        upgrade(db.engine)
        with unit_of_work():
            count = keep_in_step(directory_in_force())
    click.echo(f"数据库已是最新，目录共有 {count} 个承办单位。")


@click.command("backup")
@click.argument("file", type=FILE)
def backup_command(file: Path) -> None:
    """Write everything the database holds into FILE, as of one moment, while the service goes on."""
    from hotline.cli.backup import write_backup
    from hotline.clock import now

    with open_archive() as settings:
        rows = write_backup(file, at=now())
        where = _attachments_of(settings)
    click.echo(f"已备份 {rows} 行到 {file}。备份含个人信息，请妥善保管。")
    click.echo(f"附件不在备份文件中，请另行备份{where}。")


@click.command("restore")
@click.argument("file", type=GivenFile())
def restore_command(file: Path) -> None:
    """Read everything from FILE into an empty database: all of it, or nothing."""
    from hotline.cli.backup import read_backup
    from hotline.db import db
    from hotline.migrations import upgrade

    with open_archive() as settings:
        upgrade(db.engine)
        rows = read_backup(file)
        where = _attachments_of(settings)
    click.echo(f"已恢复 {rows} 行。请运行 hotline audit verify 核对流水。")
    click.echo(f"备份不含附件：附件仍从{where}读取，请确认其中的文件已恢复。")


def _attachments_of(settings: Settings) -> str:
    """Return in words where the files lie that no backup file holds."""
    from hotline.attachments import open_store

    return str(open_store(settings.attachments_url, settings.data_dir / "attachments"))
