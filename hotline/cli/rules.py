"""Examine what a city decides in files, from the command line. Reads files and nothing else; knows no database."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hotline.cli.complaints import GivenFile
from hotline.domain.answer_templates import load_answer_templates
from hotline.domain.calendar_source import load_calendar
from hotline.domain.limits import LimitTable
from hotline.domain.supervision_file import load_supervision
from hotline.errors import ConfigurationError, reason_of

# What tells the files apart (a key of the file or of its first version), how each is read, what is said of a good one.
READERS: tuple[tuple[str, Callable[[Path], Any], Callable[[Any], str]], ...] = (
    ("rules", LimitTable.load, lambda table: f"时限规则{len(table.rules)}条"),
    ("office_hours", load_calendar, lambda calendar: f"工作日历，已知至{max(calendar.known_years)}年"),
    ("templates", load_answer_templates, lambda found: f"答复模板{len(found.versions)}版"),
    ("versions", load_supervision, lambda rules: f"督办规则{len(rules.versions)}版"),
)


@click.group("rules")
def rules_group() -> None:
    """Look after the city's own rules and texts: limits, calendar, supervision, templates of answers."""


@rules_group.command("check")
@click.argument("files", nargs=-1, required=True, type=GivenFile())
def check_command(files: tuple[Path, ...]) -> None:
    """Say what is wrong with each of FILES (limits, calendar, supervision, templates); exit code 1 where any is."""
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
        raise ConfigurationError(f"{path.name}：文件无法读取：{reason_of(problem)}。") from problem
    if not isinstance(document, dict):
        return frozenset()
    versions = document.get("versions")
    first = versions[0] if isinstance(versions, list) and versions else None
    return frozenset(document) | (frozenset(first) if isinstance(first, dict) else frozenset())
