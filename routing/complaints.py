"""What is wrong with a directory file, said so that the clerk who edits it can mend it.

Every complaint names file, place and remedy, in Chinese. Knows nothing of messages or accuracy.
"""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from routing.directory import Directory, DirectoryError, read_directory

TOP = {"version", "city", "valid_from", "source", "departments", "matters"}
DEPARTMENT = {"id", "name", "aliases", "seed_rows", "duty", "parent", "share"}
MATTER = {"id", "field", "name", "lead", "helpers", "keywords", "seed_rows", "limit_class", "source", "parent"}
KEYWORD = {"text", "all", "none", "weight"}
LIMIT_CLASSES = {"ordinary", "urgent", "complex"}
HEAVIEST = 3.0


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to mend: where it stands, what is wrong and the remedy; a warning does not forbid use."""

    file: str
    place: str
    problem: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        """Return the complaint as one Chinese sentence."""
        mark = "提醒" if self.warning else "错误"
        return f"{mark}：{self.file} {self.place}：{self.problem}。{self.remedy}。"


@dataclass(frozen=True, slots=True)
class _Desk:
    """The file under examination: turns a finding into a complaint with the right line."""

    file: str
    raw: str

    def error(self, place: str, problem: str, remedy: str) -> Complaint:
        return Complaint(self.file, place, problem, remedy)

    def place(self, where: str, name: Any) -> str:
        if not isinstance(name, str) or not name:
            return where
        at = self.raw.find(json.dumps(name, ensure_ascii=False))
        line = f"第{self.raw.count(chr(10), 0, at) + 1}行，" if at >= 0 else ""
        return f"{line}{where}（{name}）"


def read_checked(raw: bytes, file: str) -> Directory:
    """Parse and check a directory; raise DirectoryError when a complaint forbids its use."""
    content, complaints = _parse(raw, file)
    if not complaints and any(examine(content, file)):
        complaints = tuple(examine(content, file, raw.decode()))  # once more, for the lines
    if complaints:
        raise DirectoryError(file, complaints)
    return read_directory(content, file)


class _WrittenTwice(ValueError):
    """A name stands twice in one object, so that JSON would keep only what came last; says where."""


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    twice = next(name for place, name in enumerate(names) if name in names[:place])
    raise _WrittenTwice(f"{found.get('id', '最外层')}的“{twice}”")


def _parse(raw: bytes, file: str) -> tuple[dict[str, Any], tuple[Complaint, ...]]:
    try:
        content = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_only_once)
    except UnicodeDecodeError as error:
        return {}, (Complaint(file, f"第{error.start}字节", "不是UTF-8编码", "请另存为UTF-8编码"),)
    except _WrittenTwice as error:
        return {}, (Complaint(file, error.args[0], "在同一处写了两遍", "后一遍会盖过前一遍，请合并或删去一遍"),)
    except json.JSONDecodeError as error:
        place = f"第{error.lineno}行第{error.colno}列"
        return {}, (Complaint(file, place, "不是正确的JSON", "请检查此处前后的逗号、引号和括号"),)
    except RecursionError:
        return {}, (Complaint(file, "全文", "括号嵌套过深", "请按目录格式重新整理"),)
    if not isinstance(content, dict):
        return {}, (Complaint(file, "最外层", "不是一个对象", '请写成{"departments": […], "matters": […]}'),)
    return content, ()


def examine(content: Mapping[str, Any], file: str, raw: str = "") -> Iterator[Complaint]:
    """Yield every complaint that forbids the use of a parsed directory."""
    desk = _Desk(file, raw)
    yield from _unknown(desk, "最外层", content, TOP)
    if "departments" not in content:
        yield desk.error("最外层", "缺少departments", "请加上部门清单，没有部门时写空清单[]")
    departments = yield from _objects(desk, content, "departments")
    matters = yield from _objects(desk, content, "matters")
    for place, one in departments:
        yield from _check_department(desk, place, one)
    known = {one.get("id") for _, one in departments if isinstance(one.get("id"), str)}
    for place, one in matters:
        yield from _check_matter(desk, place, one, known)
    for rows, what in ((departments, "部门"), (matters, "事项")):
        yield from _twice(desk, rows, what)
        yield from _cycles(desk, rows, what)
    yield from _names(desk, departments)


def _objects(desk: _Desk, content: Mapping[str, Any], name: str) -> Any:
    rows = content.get(name, [])
    if not isinstance(rows, list):
        yield desk.error(name, "应当是清单", "请用方括号[]括起来")
        return []
    good = []
    for index, row in enumerate(rows):
        place = f"{name}[{index}]"
        if isinstance(row, dict):
            good.append((desk.place(place, row.get("id")), row))
        else:
            yield desk.error(place, "应当是一个对象", "请用花括号{}写出各栏")
    return good


def _unknown(desk: _Desk, place: str, row: Mapping[str, Any], known: set[str]) -> Iterator[Complaint]:
    for name in row:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, 1)
        remedy = f"是否想写“{near[0]}”" if near else f"可用的栏目：{'、'.join(sorted(known))}"
        yield desk.error(place, f"不认识的栏目“{name}”", remedy)


def _text(desk: _Desk, place: str, row: Mapping[str, Any], names: Iterable[str]) -> Iterator[Complaint]:
    for name in names:
        if not isinstance(row.get(name), str) or not row[name].strip():
            yield desk.error(place, f"缺少“{name}”或不是文字", f"请填写“{name}”")


def _texts(desk: _Desk, place: str, row: Mapping[str, Any], name: str) -> Iterator[Complaint]:
    value = row.get(name, [])
    if not isinstance(value, list) or any(not isinstance(one, str) or not one.strip() for one in value):
        yield desk.error(place, f"“{name}”应当是文字清单，且不能有空项", f'请写成"{name}": ["…", "…"]')


def _check_department(desk: _Desk, place: str, row: Mapping[str, Any]) -> Iterator[Complaint]:
    yield from _unknown(desk, place, row, DEPARTMENT)
    yield from _text(desk, place, row, ("id", "name"))
    yield from _texts(desk, place, row, "aliases")
    share = row.get("share", 0)
    if not _is_number(share) or not 0 <= share <= 1:
        yield desk.error(place, f"share应在0到1之间，现为{share!r}", "请填占全部工单的比例，如0.05")


def _check_matter(desk: _Desk, place: str, row: Mapping[str, Any], known: set[Any]) -> Iterator[Complaint]:
    yield from _unknown(desk, place, row, MATTER)
    yield from _text(desk, place, row, ("id", "name", "lead"))
    yield from _texts(desk, place, row, "helpers")
    helpers = [one for one in _list(row.get("helpers")) if isinstance(one, str)]
    for unit in [row.get("lead"), *helpers]:
        if isinstance(unit, str) and unit not in known:
            yield desk.error(place, f"部门“{unit}”不在departments中", _nearest(unit, known))
    if row.get("lead") in helpers:
        yield desk.error(place, "主办部门同时列为协办", "请从helpers中删去主办部门")
    if row.get("limit_class", "ordinary") not in LIMIT_CLASSES:
        yield desk.error(place, f"时限类别“{row['limit_class']}”不认识", "请写ordinary、urgent或complex")
    keywords = row.get("keywords", [])
    if not isinstance(keywords, list):
        yield desk.error(place, "keywords应当是清单", "请用方括号[]括起来")
        return
    for index, keyword in enumerate(keywords):
        yield from _check_keyword(desk, f"{place}.keywords[{index}]", keyword)


def _check_keyword(desk: _Desk, place: str, keyword: Any) -> Iterator[Complaint]:
    if isinstance(keyword, str):
        if not keyword.strip():
            yield desk.error(place, "关键词是空的", "请删去或填写")
        return
    if not isinstance(keyword, dict):
        yield desk.error(place, "关键词应是文字或对象", '请写成"占道经营"或{"text": "占道经营", "weight": 0.5}')
        return
    yield from _unknown(desk, place, keyword, KEYWORD)
    if ("text" in keyword) == ("all" in keyword):
        yield desk.error(place, "text和all应当恰好有一个", "单个词写text，须同时出现的几个词写all")
    elif "text" in keyword:
        yield from _text(desk, place, keyword, ("text",))
    elif not keyword["all"]:
        yield desk.error(place, "all是空的", "请写出须同时出现的词")
    yield from _texts(desk, place, keyword, "all")
    yield from _texts(desk, place, keyword, "none")
    weight = keyword.get("weight", 1.0)
    if not _is_number(weight) or not 0 < weight <= HEAVIEST:
        yield desk.error(place, f"权重应大于0且不超过{HEAVIEST:g}，现为{weight!r}", "一般的有力证据写1，弱的写0.3")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _nearest(name: str, known: set[Any]) -> str:
    near = difflib.get_close_matches(name, [one for one in known if isinstance(one, str)], 1)
    return f"是否想写“{near[0]}”" if near else "请先在departments中加上这个部门"


def _twice(desk: _Desk, rows: list[tuple[str, dict[str, Any]]], what: str) -> Iterator[Complaint]:
    seen: dict[Any, str] = {}
    for place, row in rows:
        name = row.get("id")
        if isinstance(name, str) and name in seen:
            yield desk.error(place, f"{what}id“{name}”与{seen[name]}重复", "请改用另一个id或合并两处")
        elif isinstance(name, str):
            seen[name] = place


def _cycles(desk: _Desk, rows: list[tuple[str, dict[str, Any]]], what: str) -> Iterator[Complaint]:
    parents = {row.get("id"): row.get("parent") for _, row in rows if isinstance(row.get("id"), str)}
    for place, row in rows:
        parent = row.get("parent")
        if parent is None:
            continue
        if parent not in parents:
            yield desk.error(place, f"上级{what}“{parent}”不存在", "请核对parent")
            continue
        path, step = [row.get("id")], parent
        while step is not None and step not in path:
            path.append(step)
            step = parents.get(step)
        if step == row.get("id"):
            yield desk.error(place, f"上级关系成环：{'→'.join(map(str, [*path, step]))}", "请删去其中一个parent")


def _names(desk: _Desk, departments: list[tuple[str, dict[str, Any]]]) -> Iterator[Complaint]:
    owner: dict[str, str] = {}
    for place, row in departments:
        names = [row.get("name"), *_list(row.get("aliases"))]
        for name in {one for one in names if isinstance(one, str)}:
            if owner.setdefault(name, place) != place:
                yield desk.error(place, f"名称“{name}”已属于{owner[name]}", "一个名称或别名只能属于一个部门")
