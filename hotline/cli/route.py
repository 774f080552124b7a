"""Route JSON lines and measure routing, as outsiders call it.

Imports nothing but the study, so that the first answer of a cold call is quick; knows no Flask and no database.
"""

import json
import sys
import time
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from hotline.cli.complaints import GivenFile, cannot_open
from hotline.errors import reason_of
from routing import Directory, DirectoryError, Router
from routing.changes import Ticket
from routing.evaluation import Labelled, evaluate, learning_curve, read_labelled

DEFAULT_TOP = 5
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_directory_option = click.option("--directory", "directory_file", type=GivenFile(), help="派单目录文件，默认用附带的")
_history_option = click.option("--history", "history_file", type=GivenFile(), help="已派工单（JSON行），先学习再作答")


@click.command("route")
@click.argument("file", type=GivenFile(), required=False)
@_directory_option
@_history_option
@click.option("--top", type=click.IntRange(1, 100), default=DEFAULT_TOP, show_default=True, help="给出几个候选部门")
def route_command(file: Path | None, directory_file: Path | None, history_file: Path | None, top: int) -> None:
    """Route JSON lines from FILE or standard input to departments, one answer a line."""
    router = make_router(directory_file, history_file)
    broken = False
    with _source(file) as lines:
        for answer in _answers(lines, router, top):
            broken = broken or "error" in answer
            _write(answer)
    if broken:
        sys.exit(1)


@click.command("evaluate")
@click.argument("file", type=GivenFile())
@_directory_option
@_history_option
@click.option("--report", type=_NEW_FILE, help="另写一份带图的HTML报告，有历史时含学习曲线")
def evaluate_command(file: Path, directory_file: Path | None, history_file: Path | None, report: Path | None) -> None:
    """Route labelled lines of FILE and print one JSON object of figures."""
    rows = labelled_rows(file)
    router = make_router(directory_file, history_file)
    started = time.perf_counter()
    result = evaluate(router, rows)
    seconds = time.perf_counter() - started
    _write(result.figures() | {"seconds": round(seconds, 3)})
    if report is not None:
        from routing.report import write_report

        history = labelled_rows(history_file) if history_file else []
        curve = learning_curve(router.directory, history, rows) if history else ()
        try:
            report.write_text(write_report(result, curve), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(f"报告写不进 {report}：{reason_of(error)}。") from error


def make_router(directory_file: Path | None, history_file: Path | None) -> Router:
    """Build the router that a command asked for; end with one plain sentence where that cannot be."""
    router = Router(load_directory(directory_file))
    if history_file is not None:
        router.learn_all((row.title, row.text, row.department) for row in labelled_rows(history_file))
    return router


def load_directory(file: Path | None) -> Directory:
    """Load a directory, the packaged one by default; end with its complaints where it cannot be used."""
    try:
        return Directory.load(file) if file else Directory.packaged()
    except DirectoryError as error:
        raise click.ClickException(str(error)) from error


def labelled_rows(file: Path) -> list[Labelled]:
    """Read labelled JSON lines; end with one plain sentence at the first broken one."""
    with _source(file) as lines:
        try:
            return list(read_labelled(lines))
        except ValueError as error:
            raise click.ClickException(f"{file}{error}") from error


def messages_in(file: Path) -> list[Ticket]:
    """Read JSON lines of messages, labelled or not; end with one plain sentence at the first broken one."""
    tickets = []
    with _source(file) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = read_message(line)
            except ValueError as error:
                raise click.ClickException(f"{file}第{number}行{error}。") from error
            tickets.append(Ticket(str(row["id"]), row["title"], row["text"], row["department"]))
    return tickets


def _source(file: Path | None) -> BinaryIO:
    if file is None and sys.stdin is None:
        raise click.ClickException("标准输入已关闭，请给出文件。")
    if file is None:
        return sys.stdin.buffer
    try:
        return file.open("rb")
    except OSError as error:
        raise cannot_open(file, error) from error


def _write(answer: dict[str, Any]) -> None:
    """Write one line of JSON at once, UTF-8 whatever the terminal speaks; half a surrogate pair as JSON writes it."""
    line = json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace")
    if sys.stdout is None:
        raise click.ClickException("标准输出已关闭，结果无处可写。")
    try:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # the reader has seen enough: click ends quietly
    except OSError as error:
        raise click.ClickException(f"结果写不出去：{reason_of(error)}。") from error


def _answers(lines: Iterable[bytes], router: Router, top: int) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = read_message(line)
        except ValueError as error:
            yield {"line": number, "error": str(error)}
            continue
        decision = router.route(row["text"], title=row["title"], top=top)
        yield {"id": row["id"], **decision.as_dict()}


def read_message(line: bytes) -> dict[str, Any]:
    """Read one line of messages; raise ValueError with a Chinese sentence when it is broken."""
    try:
        row = json.loads(line.removeprefix(BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError("不是UTF-8编码") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("不是正确的JSON") from error
    if not isinstance(row, dict):
        raise ValueError("应当是一个JSON对象")
    title, text = row.get("title") or "", row.get("text")
    if not isinstance(text, str) or not isinstance(title, str):
        raise ValueError("缺少text，或title、text不是文字")
    department = row.get("department")
    label = department if isinstance(department, str) else ""
    return {"id": row.get("id"), "title": title, "text": text, "department": label}
