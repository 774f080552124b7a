"""A backup: everything the database holds, as JSON lines, gzipped; the same file fits SQLite and PostgreSQL.

First line: what it is. Then one line for each row, tables in the order in which they can be read back. Last line: how
many rows, so that a file cut short is told from a whole one. Knows no ticket, only tables.
"""

import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, func, insert, select, text

from hotline.db import Base, UtcDateTime, db, unit_of_work
from hotline.errors import BadInput, reason_of
from hotline.migrations import head
from hotline.models import Heartbeat, Staff, StaffSession, Ticket
from hotline.models.search import ARTICLES, PUBLICATIONS, TICKETS, put_entry

FORMAT = "hotline backup 1"
BATCH = 500
# Who was alive at the time of the backup is of no use later, and a session that has ended must not come back.
LEFT_OUT = (Heartbeat.__tablename__, StaffSession.__tablename__)
INDEXES = (TICKETS, PUBLICATIONS, ARTICLES)
Row = dict[str, Any]


def write_backup(file: Path, *, at: datetime) -> int:
    """Write everything as of one moment into a new file that only its owner may read; return the number of rows."""
    unfinished = file.with_name(file.name + ".part")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise BadInput(f"无法写入 {file}：{reason_of(error)}。") from error
    if file.exists():
        unfinished.unlink()
        raise BadInput(f"{file} 已存在，请换一个文件名。")
    rows = 0
    with os.fdopen(handle, "wb") as raw:
        with gzip.open(raw, "wt", encoding="utf-8") as lines:
            _put(lines, {"format": FORMAT, "step": head(), "made_at": at.isoformat()})
            for table, row in _everything():
                _put(lines, {"table": table, "row": row})
                rows += 1
            _put(lines, {"end": True, "rows": rows})
        raw.flush()
        os.fsync(raw.fileno())
    unfinished.rename(file)
    return rows


def read_backup(file: Path) -> int:
    """Read a backup into this empty, upgraded database: all of it, or nothing. Return the number of rows.

    Raises BadInput for a file that is no whole backup of this version and for a database in use.
    """
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines, unit_of_work():
            records = _records(lines, file)
            _refuse_unlike(next(records, {}), file)
            _make_room()
            rows = _read_rows(records, file)
            _set_sequences()
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        reason = reason_of(error) if getattr(error, "errno", None) else "文件已损坏"
        raise BadInput(f"无法读取备份 {file}：{reason}。") from error
    return rows


def _everything() -> Iterator[tuple[str, Row]]:
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        db.session.rollback()
        connection = db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    for table in _tables():
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
        for row in connection.execute(query).mappings():
            yield table.name, {column.name: _plain(row[column]) for column in table.columns}
    for index in INDEXES:
        for row_id, terms in connection.execute(text(_terms_of(index, connection))):
            yield index, {"id": row_id, "terms": terms}


def _terms_of(index: str, connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return f"SELECT rowid, terms FROM {index} ORDER BY rowid"  # noqa: S608 — a constant
    return f"SELECT id, array_to_string(tsvector_to_array(terms), ' ') FROM {index} ORDER BY id"  # noqa: S608


def _read_rows(records: Iterator[Row], file: Path) -> int:
    tables, count = {table.name: table for table in _tables()}, 0
    for name, group in groupby(records, key=lambda record: record.get("table")):
        if name is None:
            end = next(group)
            if end.get("rows") == count:
                return count
        elif name in INDEXES:
            for record in group:
                put_entry(db.session(), name, record["row"]["id"], terms=record["row"]["terms"].split())
                count += 1
        elif name in tables:
            count += _read_table(tables[name], (record["row"] for record in group))
        else:
            break
    raise BadInput(f"备份 {file} 不完整，没有恢复任何内容。")


def _read_table(table: Table, rows: Iterable[Row]) -> int:
    """Insert the rows; columns that point into their own table are filled in when all are there."""
    inward = [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    count, later, batch = 0, [], []
    for row in rows:
        values = {column.name: _rich(column, row.get(column.name)) for column in table.columns}
        if any(values[column.name] is not None for column in inward):
            later.append({"_id": values["id"], **{column.name: values[column.name] for column in inward}})
            values.update({column.name: None for column in inward})
        batch.append(values)
        count += 1
        if len(batch) == BATCH:
            db.session.execute(insert(table), batch)
            batch = []
    if batch:
        db.session.execute(insert(table), batch)
    if later:
        db.session.connection().execute(table.update().where(table.c.id == bindparam("_id")), later)
    return count


def _make_room() -> None:
    if db.session.scalar(select(func.count(Ticket.id))) or db.session.scalar(select(func.count(Staff.id))):
        raise BadInput("数据库中已有工单或账号：请恢复到新建的空数据库。")
    for table in reversed(_tables()):
        db.session.execute(table.delete())


def _set_sequences() -> None:
    """Let PostgreSQL go on counting after the highest id; SQLite does so by itself."""
    if db.session.connection().dialect.name != "postgresql":
        return
    for table in _tables():
        if "id" in table.c and table.c.id.type.python_type is int:
            db.session.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) "  # noqa: S608
                    f"FROM {table.name} HAVING max(id) IS NOT NULL"
                )
            )


def _tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def _records(lines: Iterable[str], file: Path) -> Iterator[Row]:
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError as error:
            raise BadInput(f"备份 {file} 已损坏，没有恢复任何内容。") from error
        if not isinstance(record, dict):
            raise BadInput(f"备份 {file} 已损坏，没有恢复任何内容。")
        yield record


def _refuse_unlike(first: Row, file: Path) -> None:
    if first.get("format") != FORMAT:
        raise BadInput(f"{file} 不是本系统的备份文件。")
    if first.get("step") != head():
        raise BadInput(f"备份的数据库版本是 {first.get('step')}，本程序是 {head()}：请用同一版本的程序恢复，再升级。")


def _put(lines: Any, record: Row) -> None:
    lines.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _rich(column: Column[Any], value: Any) -> Any:
    if value is not None and isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if value is not None and issubclass(column.type.python_type, Enum):
        return column.type.python_type(value)
    return value
