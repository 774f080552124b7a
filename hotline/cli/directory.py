"""Examine, compare and lay out a dispatch directory from the command line.

Imports nothing but the study; knows no Flask and no database.
"""

import json
import sys
from pathlib import Path

import click

from hotline.cli.complaints import GivenFile, cannot_open
from hotline.cli.route import labelled_rows, load_directory, messages_in
from routing import DirectoryError
from routing.advice import warnings_about
from routing.changes import compare_directories
from routing.complaints import read_checked
from routing.layout import lay_out

_FILE = GivenFile()


@click.group("directory")
def directory_group() -> None:
    """Look after the dispatch directory (派单目录)."""


@directory_group.command("check")
@click.argument("file", type=_FILE)
@click.option("--tickets", type=_FILE, help="已派工单（JSON行），用来找出指错方向的关键词")
def check_command(file: Path, tickets: Path | None) -> None:
    """Say what is wrong with a directory FILE: file, place and remedy; exit code 1 when it cannot be used."""
    try:
        checked = read_checked(_bytes_of(file), str(file))
    except DirectoryError as error:
        for complaint in error.complaints:
            click.echo(str(complaint))
        click.echo(f"共{len(error.complaints)}处错误，目录不能使用。", err=True)
        sys.exit(1)
    for warning in warnings_about(checked, str(file), labelled_rows(tickets) if tickets else ()):
        click.echo(str(warning))
    keywords = sum(len(matter.keywords) for matter in checked.matters)
    click.echo(f"{file}可以使用：{len(checked.departments)}个部门，{len(checked.matters)}个事项，{keywords}个关键词。")


@directory_group.command("compare")
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--tickets", type=_FILE, required=True, help="用来试派的工单（JSON行），有department时比较准确率")
@click.option("--json", "as_json", is_flag=True, help="输出一个JSON对象")
def compare_command(old: Path, new: Path, tickets: Path, as_json: bool) -> None:
    """Route TICKETS by the OLD and the NEW directory and show exactly those that would go elsewhere."""
    change = compare_directories(load_directory(old), load_directory(new), messages_in(tickets))
    if as_json:
        click.echo(json.dumps(change.as_dict(), ensure_ascii=False))
        return
    for line in change.lines():
        click.echo(line)


@directory_group.command("format")
@click.argument("file", type=_FILE)
@click.option("--write", is_flag=True, help="直接改写文件，不只是显示")
def format_command(file: Path, write: bool) -> None:
    """Lay a directory FILE out the way clerks read and compare it."""
    load_directory(file)
    text = lay_out(json.loads(_bytes_of(file).decode("utf-8-sig")))
    if write:
        file.write_text(text, encoding="utf-8")
        return
    click.echo(text, nl=False)


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise cannot_open(file, error) from error
