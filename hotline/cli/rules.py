"""Examine a city's rules about time from the command line. Reads files and nothing else; knows no database."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hotline.domain.calendar_source import load_calendar
from hotline.domain.limits import LimitTable
from hotline.domain.supervision_file import load_supervision
from hotline.errors import ConfigurationError

# What tells the files apart, how each is read, and what is said of one that can be used.
READERS: tuple[tuple[str, Callable[[Path], Any], Callable[[Any], str]], ...] = (
    ("rules", LimitTable.load, lambda table: f"时限规则{len(table.rules)}条"),
    ("office_hours", load_calendar, lambda calendar: f"工作日历，已知至{max(calendar.known_years)}年"),
    ("versions", load_supervision, lambda rules: f"督办规则{len(rules.versions)}版"),
)


@click.group("rules")
def rules_group() -> None:
    """Look after the city's rules about time: limits, calendar, supervision."""


@rules_group.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
def check_command(files: tuple[Path, ...]) -> None:
    """Say what is wrong with each of FILES (time limits, working calendar or supervision); exit code 1 where any is."""
    wrong = False
    for path in files:
        try:
            click.echo(f"{path}可以使用：{_check(path)}。")
        except ConfigurationError as error:
            click.echo(error.message)
            wrong = True
    if wrong:
        click.echo("有错误的文件不能使用；正在使用的规则不受影响。", err=True)
        sys.exit(1)


def _check(path: Path) -> str:
    keys = _keys_of(path)
    for key, load, words in READERS:
        if key in keys:
            return words(load(path))
    raise ConfigurationError(f"{path.name}：认不出是哪一种规则，应有 {'、'.join(key for key, _, _ in READERS)} 之一。")


def _keys_of(path: Path) -> frozenset[str]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise ConfigurationError(f"{path.name}：文件无法读取（{problem}）。") from problem
    return frozenset(document) if isinstance(document, dict) else frozenset()
