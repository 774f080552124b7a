"""Reading the formulas of the figures: strict, and every refusal names the place and the reason in Chinese.

Knows no ticket and counts nothing.
"""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from hotline.domain.figures import Direction, Fact, Figure, Formulas, FormulaSet, Moment, RiseRule, weight_of
from hotline.domain.strict import GRADES, STATUSES, Wrong, day, filled_list, mapping, one_of, reading, text_in
from hotline.domain.vocabulary import Labelled, Satisfaction

FILE_NAME = "figures.json"
FIGURE_KEYS = (
    *("id", "name", "counted_when", "leave_out", "denominator", "numerator", "weights", "better"),
    *("meaning", "source", "grade", "status", "note"),
)
TOP_KEYS = ("about", "districts", "hot_topics", "versions")
Word = TypeVar("Word", bound=Labelled)


def load_formulas(path: Path | None = None) -> Formulas:
    """Read the formulas (default: the packaged ones); raise ConfigurationError naming the fault and its place."""
    with reading(path or Path(str(files("data"))) / FILE_NAME) as content:
        document = mapping(content, "文件", TOP_KEYS)
        rows = filled_list(document.get("versions"), "versions")
        versions = tuple(_version(row, f"versions[{at}]") for at, row in enumerate(rows))
        formulas = Formulas(versions, _districts(document.get("districts")), _rise(document.get("hot_topics")))
        for problem in formulas.check():
            raise Wrong(problem)
    return formulas


def _districts(value: object) -> tuple[str, ...]:
    record = mapping(value, "districts", ("names", "source", "status"))
    names = filled_list(record.get("names"), "districts.names")
    if not all(isinstance(name, str) and name.strip() for name in names) or len(set(names)) != len(names):
        raise Wrong("districts.names 应为互不相同的区名。")
    text_in(record, "source", "districts")
    return tuple(names)


def _rise(value: object) -> RiseRule:
    record = mapping(value, "hot_topics", ("days", "least", "times", "source", "status"))
    text_in(record, "source", "hot_topics")
    for name in ("days", "least", "times"):
        number = record.get(name)
        if not isinstance(number, int | float) or isinstance(number, bool) or not 1 <= number <= 1000:
            raise Wrong(f"hot_topics.{name} 应为 1 至 1000 的数，现为“{number}”。")
    return RiseRule(days=int(record["days"]), least=int(record["least"]), times=float(record["times"]))


def _version(value: object, place: str) -> FormulaSet:
    record = mapping(value, place, ("version", "from", "ranking", "figures", "note"))
    name = text_in(record, "version", place)
    place = f"{place}（“{name}”）"
    ranking = record.get("ranking")
    if not isinstance(ranking, bool):
        raise Wrong(f"{place}.ranking 应为 true 或 false。")
    rows = filled_list(record.get("figures"), f"{place}.figures")
    figures = tuple(_figure(row, f"{place}.figures[{at}]") for at, row in enumerate(rows))
    ids = [figure.id for figure in figures]
    if len(set(ids)) != len(ids):
        raise Wrong(f"{place}：指标编号重复。")
    if sum(bool(figure.weights) for figure in figures) > 1:
        raise Wrong(f"{place}：只能有一个指标带 weights（评价的分值只有一套）。")
    since = _first_of_month(record.get("from"), f"{place}.from")
    return FormulaSet(version=name, since=since, ranking=ranking, figures=figures, note=str(record.get("note", "")))


def _figure(value: object, place: str) -> Figure:
    record = mapping(value, place, FIGURE_KEYS)
    figure_id = text_in(record, "id", place)
    place = f"{place}（“{figure_id}”）"
    if not (figure_id.isascii() and figure_id.replace("-", "").isalnum() and figure_id == figure_id.lower()):
        raise Wrong(f"{place}.id 只能用小写字母、数字和连字符，它会出现在网址里。")
    facts = {name: _words(Fact, record.get(name, []), f"{place}.{name}") for name in ("leave_out", "denominator")}
    weights = _weights(record["weights"], f"{place}.weights") if "weights" in record else MappingProxyType({})
    numerator = _words(Fact, record.get("numerator", []), f"{place}.numerator")
    if not numerator:
        raise Wrong(f"{place}.numerator 不能为空：没有说明什么计入分子。")
    if overlap := {*facts["leave_out"]} & {*facts["denominator"], *numerator}:
        raise Wrong(f"{place}：“{'、'.join(sorted(overlap))}”不能既剔除又计入。")
    return Figure(
        id=figure_id,
        name=text_in(record, "name", place),
        counted_when=_word(Moment, record.get("counted_when"), f"{place}.counted_when"),
        exclusions=facts["leave_out"],
        denominator=facts["denominator"],
        numerator=numerator,
        weights=weights,
        better=_word(Direction, record.get("better"), f"{place}.better"),
        meaning=text_in(record, "meaning", place),
        source=text_in(record, "source", place),
        grade=one_of(record.get("grade"), GRADES, f"{place}.grade"),
        status=one_of(record.get("status"), STATUSES, f"{place}.status"),
    )


def _weights(value: object, place: str) -> Mapping[Satisfaction, int]:
    record = mapping(value, place, tuple(grade.label for grade in Satisfaction))
    for grade in Satisfaction:
        if not isinstance(record.get(grade.label), int | float) or isinstance(record.get(grade.label), bool):
            raise Wrong(f"{place} 缺少“{grade.label}”的分值（0 至 1 的数）。")
    return MappingProxyType({grade: weight_of(record[grade.label], f"{place}.{grade.label}") for grade in Satisfaction})


def _first_of_month(value: object, place: str) -> date:
    since = day(value, place)
    if since.day != 1:
        raise Wrong(f"{place}：新公式应从某月1日起生效，一个月之内不能换公式。")
    return since


def _words(kind: type[Word], value: object, place: str) -> tuple[Word, ...]:
    if not isinstance(value, list):
        raise Wrong(f"{place} 应为列表。")
    found = tuple(_word(kind, each, place) for each in value)
    if len(set(found)) != len(found):
        raise Wrong(f"{place} 有重复的项目。")
    return found


def _word(kind: type[Word], value: object, place: str) -> Word:
    return kind(one_of(value, tuple(word.value for word in kind), place))
