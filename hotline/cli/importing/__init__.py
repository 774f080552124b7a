"""``hotline import``: take in a city's old tickets from a file. Can be stopped at any moment and started again."""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import click

from hotline.cli.archive import open_archive
from hotline.cli.complaints import GivenFile
from hotline.cli.importing.rows import Read, Reading, read
from hotline.cli.importing.sheets import digest_of, left_aside, rows_of
from hotline.cli.importing.taking import Source, conclude, find_checked, note_check, take
from hotline.clock import now
from hotline.domain.vocabulary import Channel
from hotline.errors import BadInput, reason_of
from hotline.flow.doors.archiving import Ended
from hotline.models import ImportRun
from hotline.queries import people

TOGETHER = 100  # rows in one transaction: the day's counter is held as long, and live calls wait for it
SHOWN = 10


@dataclass
class Tally:
    """What a reading of the whole file found, before anything is stored."""

    rows: int = 0
    meaning: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def note(self, row: Read) -> None:
        """Count one row."""
        self.rows += 1
        if row.matter is None:
            self.refused.append((row.place, row.trouble))
        else:
            self.meaning["ended" if isinstance(row.matter, Ended) else "open"] += 1


@click.command("import")
@click.argument("file", type=GivenFile())
@click.option("--dry-run", is_flag=True, help="只检查，不导入")
@click.option("--yes", is_flag=True, help="检查后不再询问，直接导入")
@click.option("--channel", type=click.Choice([each.value for each in Channel]), default=Channel.PHONE.value)
@click.option("--teach", is_flag=True, help="让派单建议从已答复的旧工单中学习（行数很多时，各程序下一次派单会慢）")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="拒收行的报告，默认 FILE.refused.csv")
def import_command(file: Path, dry_run: bool, yes: bool, channel: str, teach: bool, report: Path | None) -> None:
    """Take in a city's old tickets from FILE: .csv, .xlsx or .jsonl, with Chinese or English headings.

    The whole FILE is checked first. Rows with an answer and its department arrive as closed tickets, rows without one
    as new messages; --channel is for rows that name none. Started again on the same FILE after being stopped, it goes
    on where it stood; rows whose channel and external id are here already are left aside. Exit code 1 where rows were
    refused.
    """
    report = report or file.with_name(f"{file.name}.refused.csv")
    with open_archive():
        reading, source = _reading(Channel(channel)), Source(digest=digest_of(file), name=file.name, teach=teach)
        run = None if dry_run else _find_checked(source, report)
        tally = Tally() if run else _check(file, reading)
        if run is None:
            _say(tally, left_aside(file))
            if tally.refused:
                _write_report(report, tally.refused)
        if dry_run:
            click.echo("只检查，没有导入。")
        elif run or yes or not sys.stdin.isatty() or click.confirm("现在导入吗？"):
            run = run or note_check(source, rows=tally.rows, refused=len(tally.refused))
            _take_all(file, reading, run, source)
    sys.exit(1 if tally.refused or (run and run.refused) else 0)


def _find_checked(source: Source, report: Path) -> ImportRun | None:
    """Return where to go on without another check: this file was checked to its end, and its report is here."""
    run = find_checked(source.digest)
    if run is None or (run.refused and not report.exists()):
        return None
    click.echo(f"这个文件上次已检查过：共{run.rows}行，拒收{run.refused}行；从第{run.position + 1}行数据起接着导入。")
    return run


def _reading(channel: Channel) -> Reading:
    departments = people.list_departments()
    named = {each.name: each.id for each in departments} | {each.id: each.id for each in departments}
    return Reading(channel=channel, departments=named, at=now())


def _check(file: Path, reading: Reading) -> Tally:
    tally = Tally()
    for row in rows_of(file):
        tally.note(read(row, reading))
    if not tally.rows:
        raise BadInput(f"{file} 里没有一行可以导入的内容。")
    return tally


def _say(tally: Tally, headings: Sequence[str]) -> None:
    found = tally.meaning
    click.echo(f"共{tally.rows}行：已办结{found['ended']}行，未办结{found['open']}行，拒收{len(tally.refused)}行。")
    if headings:
        click.echo(f"以下各列不导入：{'、'.join(headings)}。")
    for place, reason in tally.refused[:SHOWN]:
        click.echo(f"  第{place}行：{reason}")


def _take_all(file: Path, reading: Reading, run: ImportRun, source: Source) -> None:
    done, bar = run.position, click.progressbar(range(run.rows or 0), label="导入", file=sys.stderr)
    with bar:
        bar.update(done)
        for first, rows in _together((read(row, reading) for row in islice(rows_of(file), done, None)), first=done):
            take(rows, first=first, source=source)
            bar.update(len(rows))
    run = conclude(source)
    refused = run.position - run.taken - run.known
    click.echo(f"已导入{run.taken}件；已有而略过{run.known}件；拒收{refused}行。")
    if refused != run.refused:
        click.echo("拒收的行数与检查时不同（目录或选项在两次之间改过）：请加 --dry-run 再检查一次。")


def _together(rows: Iterable[Read], *, first: int) -> Iterator[tuple[int, list[Read]]]:
    held: list[Read] = []
    for row in rows:
        held.append(row)
        if len(held) == TOGETHER:
            yield first, held
            first, held = first + TOGETHER, []
    if held:
        yield first, held


def _write_report(report: Path, refused: Sequence[tuple[int, str]]) -> None:
    try:
        with report.open("w", encoding="utf-8-sig", newline="") as handle:
            csv.writer(handle).writerows([("行", "原因"), *refused])
    except OSError as error:
        raise BadInput(f"拒收行的报告写不进 {report}：{reason_of(error)}。可用 --report 另指一处。") from error
    click.echo(f"拒收的行见 {report}。")
