"""A city's old tickets come in from tables and JSON lines: checked first, exactly once, however often it is stopped."""

import csv
import json
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime

import pytest
from openpyxl import Workbook
from sqlalchemy import create_engine, text

from hotline.domain.number import parse
from tests.workers.house import wait_until

HEADINGS = (
    "原编号",
    "渠道",
    "标题",
    "诉求内容",
    "联系电话",
    "地址",
    "受理时间",
    "承办单位",
    "答复内容",
    "答复时间",
    "坐席",
)
ENDED = (
    *("旧0001", "电话", "路灯不亮", "和平里小区门口的路灯坏了三天。", "13871234567", "和平里小区", "2018/3/5 14:20"),
    *("市城管执法委", "已更换灯泡，恢复照明。", "2018年3月7日", "07号"),
)
OPEN = ("旧0002", "网站", "", "想问一下居住证怎么办理。", "", "", "2018-03-06", "", "", "", "")


CELL = datetime(2018, 3, 5, 14, 20)  # noqa: DTZ001 — workbooks know no offset


def table(tmp_path, rows, *, encoding="utf-8-sig"):
    file = tmp_path / "old.csv"
    with file.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle).writerows([HEADINGS, *rows])
    return file


def rows_in(url, query):
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(query)).all()
    engine.dispose()
    return [tuple(row) for row in found]


def changed(row, **cells):
    return tuple(cells.get(heading, cell) for heading, cell in zip(HEADINGS, row, strict=True))


def test_an_answered_row_arrives_closed_and_an_open_one_as_a_new_message(upgraded, database_url, tmp_path):
    row = changed(OPEN, 渠道="政府网站")
    result = upgraded("import", table(tmp_path, [ENDED, row]))
    assert result.exit_code == 0, result.output
    assert "已导入2件" in result.output
    assert "不导入：坐席" in result.output
    assert rows_in(database_url, "SELECT state, channel, lead_department_id FROM ticket ORDER BY id") == [
        ("received", "website", None),
        ("closed", "phone", "urban_mgmt"),
    ]
    assert rows_in(database_url, "SELECT text FROM answer WHERE approved") == [("已更换灯泡，恢复照明。",)]
    assert rows_in(database_url, "SELECT what FROM journal_entry ORDER BY id") == [("receive",), ("archive",)]
    assert "0 处不符" in upgraded("audit", "verify").output


def test_times_without_an_offset_are_the_citys(upgraded, database_url, tmp_path):
    upgraded("import", table(tmp_path, [ENDED]))
    [(received,)] = rows_in(database_url, "SELECT received_at FROM ticket")
    moment = received if isinstance(received, datetime) else datetime.fromisoformat(received)
    assert moment.strftime("%Y-%m-%d %H:%M") == "2018-03-05 06:20"


def test_a_dry_run_stores_nothing_and_says_what_would_be_refused(upgraded, database_url, tmp_path):
    bad = changed(ENDED, 原编号="旧0003", 联系电话="12345678901234", 渠道="飞鸽")
    nobody = changed(ENDED, 原编号="旧0004", 承办单位="市马车局")
    file = table(tmp_path, [ENDED, bad, nobody])
    result = upgraded("import", file, "--dry-run")
    assert result.exit_code == 1
    assert "已办结1行，未办结0行，拒收2行" in result.output
    assert rows_in(database_url, "SELECT count(*) FROM ticket") == [(0,)]
    with (tmp_path / "old.csv.refused.csv").open(encoding="utf-8-sig", newline="") as handle:
        _, first, second = csv.reader(handle)
    assert (first[0], second[0]) == ("3", "4")
    assert "渠道不认识" in first[1]
    assert "12345678901234" not in first[1]
    assert "市马车局" in second[1]


def test_the_same_file_and_the_same_ids_are_taken_once(upgraded, database_url, tmp_path):
    upgraded("import", table(tmp_path, [ENDED]))
    again = upgraded("import", table(tmp_path, [ENDED]))
    assert "已导入1件" in again.output
    more = upgraded("import", table(tmp_path, [ENDED, OPEN, changed(OPEN, 渠道="电话"), OPEN]), "--channel", "visit")
    assert more.exit_code == 1  # 网站 is no channel of ours
    assert "已导入1件；已有而略过1件；拒收2行" in more.output
    assert rows_in(database_url, "SELECT count(*) FROM ticket") == [(2,)]


@pytest.mark.backend("sqlite")  # reading the file is the same for both
def test_going_on_with_a_file_checks_it_anew_only_where_the_report_of_its_refused_rows_is_gone(upgraded, tmp_path):
    file = table(
        tmp_path, [ENDED, changed(ENDED, 原编号="旧0004", 承办单位="市马车局"), changed(OPEN, 渠道="政府网站")]
    )
    first = upgraded("import", file)
    again = upgraded("import", file)
    assert "上次已检查过：共3行，拒收1行；从第4行数据起" in again.output
    (tmp_path / "old.csv.refused.csv").unlink()
    anew = upgraded("import", file)
    assert "共3行：" in anew.output
    assert (tmp_path / "old.csv.refused.csv").exists()
    assert [each.exit_code for each in (first, again, anew)] == [1, 1, 1]
    assert all("已导入2件；已有而略过0件；拒收1行" in each.output for each in (first, again, anew))


@pytest.mark.backend("sqlite")  # reading the file is the same for both
def test_tables_in_the_old_encoding_and_workbooks_read_alike(upgraded, database_url, tmp_path):
    upgraded("import", table(tmp_path, [ENDED], encoding="gb18030"))
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(changed(ENDED, 原编号=20180305, 联系电话=13871234567.0, 受理时间=CELL))
    book.save(tmp_path / "old.xlsx")
    assert upgraded("import", tmp_path / "old.xlsx").exit_code == 0
    assert rows_in(database_url, "SELECT count(*) FROM message") == [(2,)]
    assert len(rows_in(database_url, "SELECT DISTINCT text, citizen_phone, received_at FROM message")) == 1


@pytest.mark.backend("sqlite")  # reading the file is the same for both
def test_json_lines_tell_the_broken_line_and_take_the_rest(upgraded, database_url, tmp_path):
    file = tmp_path / "old.jsonl"
    good = json.dumps({"external_id": "a", "text": "井盖松动", "received_at": "2019-01-02T08:00:00+08:00"})
    file.write_text(f'{good}\n{{"text": \n[]\n{json.dumps({"text": "路灯", "wishes": 1})}\n', encoding="utf-8")
    result = upgraded("import", file)
    assert result.exit_code == 1
    assert "第2行：不是有效的 JSON" in result.output
    assert "第4行：不认识的字段：wishes" in result.output
    assert rows_in(database_url, "SELECT count(*) FROM ticket") == [(1,)]


@pytest.mark.backend("sqlite")  # nothing reaches the database
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("old.doc", b"x", "不认识的文件类型"),
        ("old.csv", "标题,姓名\na,b\n".encode(), "没有“内容”列"),
        ("old.csv", "内容,诉求\na,b\n".encode(), "重复的列：内容"),
        ("old.csv", b"\xff\xfe\x81", "既不是 UTF-8"),
        ("old.csv", '内容\n"没有配对\n后一行\n'.encode(), "第2行有引号没有配对"),
        ("old.csv", "内容,标题\n".encode(), "没有一行可以导入"),
        ("old.csv", b"", "是空文件"),
        ("old.jsonl", b"", "是空文件"),
        ("old.jsonl", '{"text": "路灯"}'.encode("utf-16"), "不是 UTF-8 编码"),
        ("old.xlsx", b"not a workbook", "不是有效的 XLSX"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(upgraded, tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    result = upgraded("import", tmp_path / name)
    assert (result.exit_code, said in result.stderr, result.stdout) == (1, True, "")


@pytest.mark.backend("sqlite")  # reading the file is the same for both
def test_a_record_whose_quotes_are_wrong_is_refused_and_the_others_are_taken(upgraded, tmp_path):
    file = tmp_path / "old.csv"
    file.write_text('内容,标题\n"他说"好"就走了",a\n"路灯坏了，\n三天没修",b\n', encoding="utf-8")
    result = upgraded("import", file)
    assert "第2行：引号没有配对" in result.output
    assert "已导入1件；已有而略过0件；拒收1行" in result.output


def test_what_was_taught_by_old_tickets_is_a_lesson(upgraded, database_url, tmp_path):
    upgraded("import", table(tmp_path, [ENDED, OPEN]), "--teach")
    assert rows_in(database_url, "SELECT department_id, weight FROM lesson") == [("urban_mgmt", 1)]


def test_a_reading_that_is_killed_goes_on_where_it_stood(upgraded, environment, database_url, tmp_path):
    wanted = 1_200
    rows = [
        changed((ENDED, OPEN)[turn % 2], 原编号="", 渠道="电话", 诉求内容=f"第{turn}件。") for turn in range(wanted)
    ]
    file = table(tmp_path, rows)
    command = [sys.executable, "-m", "hotline.cli", "import", str(file)]
    named = {name: value for name, value in environment.items() if value is not None}
    taken = 0
    for _ in range(2):
        child = subprocess.Popen(command, env=named, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        wait_until(lambda before=taken: count(database_url) > before, lambda: "nothing came in")
        child.send_signal(signal.SIGKILL)
        child.wait()
        taken = count(database_url)
        assert taken % 100 == 0
    last = upgraded("import", file)
    assert last.exit_code == 0
    going_on = re.search(rf"上次已检查过：共{wanted}行，拒收0行；从第(\d+)行数据起接着导入", last.output)
    assert int(going_on[1]) > taken  # what a killed program had sent may be committed after we counted
    assert int(going_on[1]) % 100 == 1
    assert count(database_url) == wanted
    texts = rows_in(database_url, "SELECT DISTINCT text FROM message")
    assert len(texts) == wanted
    days = Counter()  # midnight may pass meanwhile
    for (number,) in rows_in(database_url, "SELECT number FROM ticket ORDER BY number"):
        days[parse(number).day] += 1
        assert parse(number).sequence == days[parse(number).day]
    assert days.total() == wanted


def count(url):
    [(found,)] = rows_in(url, "SELECT count(*) FROM ticket")
    return found
