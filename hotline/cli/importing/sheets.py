"""Files of old tickets as rows of text: CSV, XLSX and JSON lines, read as a stream. Knows no ticket."""

import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from hotline.errors import BadInput, reason_of
from hotline.schemas.old_tickets import COLUMNS, HEADINGS

CHUNK = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Row:
    """One row: its line in the file, and its cells by column; or what is wrong with it."""

    place: int
    cells: Mapping[str, Any] | None
    trouble: str = ""


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file; raises BadInput where it cannot be read."""
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(f"打不开文件 {file}：{reason_of(error)}。") from error


def rows_of(file: Path) -> Iterator[Row]:
    """Yield the file's rows; raises BadInput for a kind of file we do not read, or a table without our columns."""
    read = READERS.get(file.suffix.lower())
    if read is None:
        raise BadInput(f"不认识的文件类型“{file.suffix}”：可以导入 {'、'.join(READERS)}。")
    if not file.stat().st_size:
        raise BadInput(f"{file} 是空文件，没有可以导入的内容。")
    try:
        yield from read(file)
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} 不是 UTF-8 编码的文本，请另存为 UTF-8 后再导入。") from error


def _csv_rows(file: Path) -> Iterator[Row]:
    csv.field_size_limit(sys.maxsize)
    with file.open(encoding=_encoding_of(file), newline="") as handle:
        reader = csv.reader(_without_nul(handle), strict=True)
        headings = next(reader, [])
        names = _columns(headings, file)
        for cells in _records(reader, file):
            if cells is None:
                yield Row(reader.line_num, None, "引号没有配对，或引号之外还有文字。")
            elif any(cell.strip() for cell in cells):
                yield _row(reader.line_num, names, cells)


def _records(reader: Any, file: Path) -> Iterator[list[str] | None]:
    """Yield the cells of each record, None for one whose quotes are wrong; one never closed would hold all the rest."""
    while True:
        begun = reader.line_num + 1
        try:
            cells = next(reader, None)
            if cells is None:
                return
            yield cells
        except csv.Error as error:
            if "end of data" in str(error):
                raise BadInput(f"{file} 第{begun}行有引号没有配对，其后各行无法读取，请修正后再导入。") from error
            yield None


def _xlsx_rows(file: Path) -> Iterator[Row]:
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        raise BadInput(f"{file} 不是有效的 XLSX 文件。") from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = _columns([_plain(cell) for cell in next(rows, ())], file)
        for place, cells in enumerate(rows, 2):
            plain = [_plain(cell) for cell in cells]
            if any(cell.strip() for cell in plain):
                yield _row(place, names, plain)
    finally:
        book.close()


def _json_rows(file: Path) -> Iterator[Row]:
    with file.open("rb") as handle:
        for place, line in enumerate(handle, 1):
            if line.strip():
                yield _json_row(place, line)


def _json_row(place: int, line: bytes) -> Row:
    text = line.decode("utf-8-sig")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Row(place, None, "不是有效的 JSON。")
    if not isinstance(found, dict):
        return Row(place, None, "应为一个 JSON 对象。")
    unknown = [name for name in found if name not in COLUMNS]
    if unknown:
        return Row(place, None, f"不认识的字段：{'、'.join(map(str, unknown))[:100]}。")
    return Row(place, {COLUMNS[name]: _plain(value) for name, value in found.items() if value is not None})


READERS: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    ".csv": _csv_rows,
    ".xlsx": _xlsx_rows,
    ".jsonl": _json_rows,
    ".ndjson": _json_rows,
}


def _row(place: int, names: Sequence[str | None], cells: Sequence[str]) -> Row:
    if any(cell.strip() for cell in cells[len(names) :]):
        return Row(place, None, f"这一行有{len(cells)}格，表头只有{len(names)}格。")
    return Row(place, {name: cell for name, cell in zip(names, cells, strict=False) if name and cell.strip()})


def _columns(headings: Sequence[str], file: Path) -> list[str | None]:
    """Return the column behind each heading, None for one that is not ours; a table must have a text."""
    names = [COLUMNS.get(heading.strip().strip("*")) for heading in headings]
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise BadInput(f"{file} 的表头有重复的列：{'、'.join(HEADINGS[name][0] for name in sorted(twice))}。")
    if "text" not in names:
        raise BadInput(f"{file} 的表头里没有“内容”列（也可写作 {'、'.join(('text', *HEADINGS['text'][1:]))}）。")
    return names


def left_aside(file: Path) -> tuple[str, ...]:
    """Return the headings of a table that no column of ours answers to; they are not read."""
    if file.suffix.lower() == ".csv":
        with file.open(encoding=_encoding_of(file), newline="") as handle:
            headings = next(csv.reader(_without_nul(handle)), [])
    elif file.suffix.lower() == ".xlsx":
        book = load_workbook(file, read_only=True, data_only=True)
        headings = [_plain(cell) for cell in next(book.worksheets[0].iter_rows(values_only=True), ())]
        book.close()
    else:
        return ()
    return tuple(each.strip() for each in headings if each.strip() and each.strip().strip("*") not in COLUMNS)


def _encoding_of(file: Path) -> str:
    for encoding in ENCODINGS:
        try:
            with io.TextIOWrapper(file.open("rb"), encoding=encoding, newline="") as handle:
                while handle.read(CHUNK):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadInput(f"{file} 既不是 UTF-8 也不是 GB 18030 编码的文本。")


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def _plain(cell: Any) -> str:
    """Return a cell as the text that a person sees in it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)
