"""The commands route, evaluate and directory, as a person or a program calls them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hotline.cli.directory import directory_group
from hotline.cli.route import evaluate_command, route_command

LINES = [
    {"id": "1", "title": "路灯", "text": "门口的路灯不亮"},
    {"id": "2", "text": "公交车等了很久", "colour": "ignored"},
]


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    file = tmp_path / "messages.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in LINES) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "labelled.jsonl"
    rows = [{**LINES[0], "department": "照明所"}, {**LINES[1], "department": "市交运局", "kind": "投诉"}]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def answers(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_lines_are_answered_in_order_by_the_contract(messages: Path):
    result = CliRunner().invoke(route_command, [str(messages)])
    assert result.exit_code == 0
    rows = answers(result)
    assert [row["id"] for row in rows] == ["1", "2"]
    first = rows[0]["candidates"][0]  # type: ignore[index]
    assert first["department"] == "市城管执法委"
    whole = "路灯\n门口的路灯不亮"
    for piece in first["evidence"]:
        assert set(piece) == {"keyword", "found", "start", "end", "how"}
        assert whole[piece["start"] : piece["end"]] == piece["found"]


def test_a_broken_line_is_reported_in_its_place_and_the_rest_goes_on(messages: Path):
    lines = messages.read_bytes().splitlines()
    messages.write_bytes(b"\n".join([lines[0], b"{oops", b"\xff\xfe", b"[1]", b'{"id": 3}', b"[" * 99_999, lines[1]]))
    result = CliRunner().invoke(route_command, [str(messages)])
    assert result.exit_code == 1
    rows = answers(result)
    assert [row.get("line") for row in rows] == [None, 2, 3, 4, 5, 6, None]
    assert all(row["error"] for row in rows[1:6])


def test_the_mark_that_editors_put_before_a_text_is_no_part_of_it(messages: Path, labelled: Path):
    for file in (messages, labelled):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    result = CliRunner().invoke(route_command, ["--history", str(labelled), str(messages)])
    assert (result.exit_code, [row["id"] for row in answers(result)]) == (0, ["1", "2"])


def test_half_a_surrogate_pair_comes_back_as_it_came_and_stops_no_other_line(messages: Path):
    messages.write_bytes(b'{"id": "\\ud800", "text": "\\ud800"}\n' + messages.read_bytes())
    result = CliRunner().invoke(route_command, [str(messages)])
    assert (result.exit_code, [row["id"] for row in answers(result)]) == (0, ["\ud800", "1", "2"])


@pytest.mark.parametrize(
    ("redirected", "words"), [("<&-", "标准输入已关闭"), ("{} >&-", "标准输出已关闭"), ("{} >/dev/full", "写不出去")]
)
def test_a_stream_that_is_closed_or_full_is_one_plain_sentence(messages: Path, redirected: str, words: str):
    call = f"{sys.executable} -m hotline.cli route {redirected.format(messages)}"
    run = subprocess.run(["sh", "-c", call], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_answers_are_utf_8_whatever_the_terminal_speaks(messages: Path):
    run = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "route", str(messages)],
        capture_output=True,
        env={"PYTHONIOENCODING": "gbk"},
        check=True,
    )
    assert "市城管执法委" in run.stdout.decode("utf-8")


def test_standard_input_is_read_and_top_is_kept(messages: Path):
    result = CliRunner().invoke(route_command, ["--top", "7"], input=messages.read_bytes())
    assert len(answers(result)[0]["candidates"]) == 7  # type: ignore[arg-type]


def test_an_empty_directory_with_a_history_routes(tmp_path: Path, messages: Path, labelled: Path):
    empty = tmp_path / "empty.json"
    empty.write_text('{"departments": []}', encoding="utf-8")
    result = CliRunner().invoke(route_command, [str(messages), "--directory", str(empty), "--history", str(labelled)])
    assert result.exit_code == 0, result.stderr
    assert [row["candidates"][0]["department"] for row in answers(result)] == ["照明所", "市交运局"]  # type: ignore[index]


def test_evaluating_prints_one_object_and_writes_a_report(tmp_path: Path, labelled: Path):
    report = tmp_path / "report.html"
    result = CliRunner().invoke(evaluate_command, [str(labelled), "--report", str(report)])
    assert result.exit_code == 0, result.stderr
    figures = json.loads(result.stdout)
    assert {"n", "top1", "accepted_top1", "top3", "auto_share", "auto_precision", "seconds"} <= set(figures)
    assert figures["n"] == 2
    page = report.read_text(encoding="utf-8")
    assert page.count("<svg") >= 3
    assert "混淆" in page


@pytest.mark.parametrize("option", ["--directory", "--history"])
def test_a_missing_file_is_one_plain_sentence(messages: Path, option: str):
    result = CliRunner().invoke(route_command, [str(messages), option, "/nowhere/x.json"])
    assert result.exit_code == 1
    assert "打不开" in result.stderr


def test_checking_says_file_place_and_remedy_and_fails(tmp_path: Path):
    file = tmp_path / "bad.json"
    file.write_text('{"departments": [], "matters": [{"id": "x", "name": "x", "lead": "y"}]}', encoding="utf-8")
    result = CliRunner().invoke(directory_group, ["check", str(file)])
    assert result.exit_code == 1
    assert str(file) in result.stdout
    assert "“y”不在departments中" in result.stdout


def test_comparing_prints_what_moves(tmp_path: Path, labelled: Path):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    departments = [{"id": "a", "name": "甲"}, {"id": "b", "name": "乙"}]
    for file, lead in ((old, "a"), (new, "b")):
        matter = {"id": "m", "name": "灯", "lead": lead, "keywords": ["路灯"]}
        file.write_text(json.dumps({"departments": departments, "matters": [matter]}), encoding="utf-8")
    result = CliRunner().invoke(directory_group, ["compare", str(old), str(new), "--tickets", str(labelled)])
    assert result.exit_code == 0, result.stderr
    assert "其中1件会改派" in result.stdout
    as_json = CliRunner().invoke(directory_group, ["compare", str(old), str(new), "--tickets", str(labelled), "--json"])
    assert [move["id"] for move in json.loads(as_json.stdout)["moved"]] == ["1"]


def test_formatting_rewrites_a_file(tmp_path: Path):
    file = tmp_path / "d.json"
    file.write_text('{"departments": [{"id": "a", "name": "甲"}]}', encoding="utf-8")
    assert CliRunner().invoke(directory_group, ["format", "--write", str(file)]).exit_code == 0
    assert file.read_text(encoding="utf-8").count("\n") > 3


def test_a_report_with_history_shows_how_accuracy_grows_with_it(tmp_path: Path, labelled: Path):
    report = tmp_path / "report.html"
    result = CliRunner().invoke(evaluate_command, [str(labelled), "--history", str(labelled), "--report", str(report)])
    assert result.exit_code == 0, result.stderr
    assert "学习曲线" in report.read_text(encoding="utf-8")
