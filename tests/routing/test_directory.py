"""A directory is examined, laid out and compared."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from routing import Directory, DirectoryError
from routing.advice import warnings_about
from routing.changes import Ticket, compare_directories
from routing.evaluation import Labelled
from routing.layout import lay_out

GOOD: dict[str, Any] = {
    "version": "1",
    "departments": [
        {"id": "a", "name": "甲局", "aliases": ["甲"]},
        {"id": "b", "name": "乙局"},
    ],
    "matters": [
        {"id": "a.x", "name": "路灯", "lead": "a", "keywords": ["路灯", "照明"]},
        {
            "id": "b.y",
            "name": "公交",
            "lead": "b",
            "helpers": ["a"],
            "keywords": ["公交", {"text": "站台", "weight": 0.5}],
        },
    ],
}


def changed(**edits: Any) -> dict[str, Any]:
    content = copy.deepcopy(GOOD)
    for path, value in edits.items():
        *steps, last = path.split("__")
        place: Any = content
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value
    return content


def test_a_name_written_twice_is_refused_for_json_would_keep_only_one(tmp_path: Path) -> None:
    file = tmp_path / "twice.json"
    file.write_text(json.dumps(GOOD).replace('"lead": "a",', '"lead": "a", "lead": "b",'), encoding="utf-8")
    with pytest.raises(DirectoryError, match=r"a\.x的“lead”.在同一处写了两遍"):
        Directory.load(file)


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (changed(matters__0__lead="c"), "a.x", "不在departments中"),
        (changed(departments__1__id="a"), "departments[1]", "重复"),
        (changed(matters__1__id="a.x"), "matters[1]", "重复"),
        (changed(departments__0__parent="b", departments__1__parent="a"), "departments[0]", "成环"),
        (changed(matters__0__parent="b.y", matters__1__parent="a.x"), "matters[0]", "成环"),
        (changed(matters__1__keywords__1={"text": "站台", "weight": 0}), "b.y", "权重"),
        (changed(matters__1__keywords__1={"text": "站台", "weight": "重"}), "b.y", "权重"),
        (changed(matters__1__keywords__1={"text": "站台", "weight": True}), "b.y", "权重"),
        (changed(matters__1__keywords__1={"text": "站台", "wieght": 1}), "b.y", "weight"),
        (changed(matters__1__keywords__1={}), "b.y", "恰好有一个"),
        (changed(matters__0__keywords__0=" "), "a.x", "空的"),
        (changed(matters__1__helpers=["b"]), "b.y", "主办部门"),
        (changed(colour="red"), "最外层", "不认识的栏目"),
        (changed(departments__1__name="甲"), "departments[1]", "已属于"),
        (changed(matters=3), "matters", "清单"),
        ({"matters": []}, "最外层", "缺少departments"),
    ],
)
def test_a_bad_directory_is_refused_with_file_place_and_remedy(
    tmp_path: Path, content: dict[str, Any], place: str, words: str
):
    file = tmp_path / "目录.json"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(DirectoryError) as caught:
        Directory.load(file)
    complaints = [one for one in caught.value.complaints if words in f"{one.problem}{one.remedy}"]
    assert complaints
    assert str(file) in str(complaints[0])
    assert any(place in one.place for one in complaints)
    assert all(one.remedy for one in complaints)


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"{", "JSON"), (b"\xff\xfe", "UTF-8"), (b"[]", "对象"), (b"[" * 100_000, "JSON")],
)
def test_what_is_no_directory_at_all_is_refused(tmp_path: Path, raw: bytes, words: str):
    file = tmp_path / "x.json"
    file.write_bytes(raw)
    with pytest.raises(DirectoryError) as caught:
        Directory.load(file)
    assert words in str(caught.value) or "嵌套" in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(DirectoryError, match="打不开"):
        Directory.load(tmp_path / "none.json")


def test_an_empty_directory_is_valid():
    assert Directory.from_object({"departments": []}).departments == ()


def test_laying_out_keeps_the_content_and_settles_at_once():
    text = lay_out(GOOD)
    assert json.loads(text) == GOOD
    assert lay_out(json.loads(text)) == text


def test_the_packaged_directory_is_whole_readable_and_laid_out(directory: Directory):
    assert len(directory.departments) == 45
    assert len(directory.matters) >= 400
    assert {matter.lead for matter in directory.matters} == {one.id for one in directory.departments}
    assert {row for matter in directory.matters for row in matter.seed_rows} >= set(range(1, 28))
    file = Path(__file__).parents[2] / "data" / "department_keywords.json"
    text = file.read_text(encoding="utf-8")
    assert lay_out(json.loads(text)) == text


def test_moving_one_keyword_shows_exactly_the_tickets_that_move():
    new = changed(matters__0__keywords=["路灯"], matters__1__keywords=["公交", "照明"])
    tickets = [
        Ticket("1", "", "路灯坏了", "甲局"),
        Ticket("2", "", "照明太暗", "乙局"),
        Ticket("3", "", "公交太慢", "乙局"),
    ]
    change = compare_directories(Directory.from_object(GOOD), Directory.from_object(new), tickets)
    assert [(move.id, move.before, move.after) for move in change.moves] == [("2", "甲局", "乙局")]
    assert change.balance() == {"乙局": (1, 0), "甲局": (0, 1)}
    assert (change.right_before, change.right_after, change.labelled) == (2, 3, 3)


def test_comparing_a_directory_with_itself_moves_nothing(directory: Directory):
    tickets = [Ticket("1", "", "路灯坏了"), Ticket("2", "", "你好")]
    assert compare_directories(directory, directory, tickets).moves == ()


def test_doubtful_keywords_are_pointed_out():
    content = changed(
        matters__0__keywords=["路灯", "路灯", {"all": ["路灯", "灯"]}, {"text": "照明", "none": ["照"]}, "公交"],
        matters__1__keywords=["公交"],
        departments__1={"id": "b", "name": "乙局"},
    )
    content["departments"].append({"id": "c", "name": "丙局"})
    tickets = [Labelled(str(each), "", "路灯坏了", "乙局") for each in range(9)]
    said = [str(one) for one in warnings_about(Directory.from_object(content), "目录.json", tickets)]
    for words in (
        "重复",
        "包含另一个",
        "永远不会命中",
        "同样有力地指向2个部门",
        "没有任何带关键词的事项",
        "只有0件属于该部门",
    ):
        assert any(words in one for one in said), words
