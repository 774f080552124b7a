"""Forms of answers that an officer begins with (答复模板), from data/answer_templates.json. Knows no ticket.

Apart from the knowledge base on purpose: an article says what is so, a template how an answer is built. What is filled
in by itself is an allow-list without personal data, and without the service number, for an answer may be published;
what only the officer knows is left as 【请填写：…】.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from string import Formatter

from hotline.domain.city import city_time
from hotline.domain.privacy import contains_personal_data
from hotline.domain.strict import STATUSES, Wrong, dated_versions, day, filled_list, mapping, one_of, reading, text_in

FILE_NAME = "answer_templates.json"
VERSION_KEYS = ("version", "from", "status", "source", "templates")
TEMPLATE_KEYS = ("id", "title", "text")
PLACES = {
    "received_on": "受理日期",
    "promised_on": "承诺答复日期",
    "department": "承办单位",
    "kind": "诉求类别",
    "today": "当天日期",
}
TO_FILL_IN = "【请填写"  # what an officer still has to say
LONGEST_ID = 40
LONGEST_TITLE = 30  # it stands on a button
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class AnswerTemplate:
    """One form of an answer."""

    id: str
    title: str
    text: str

    def filled(self, facts: Mapping[str, str]) -> str:
        """Return the text with the ticket's own facts in it; ``facts`` names every one of PLACES."""
        return self.text.format_map({name: facts[name] for name in PLACES})

    @property
    def in_words(self) -> str:
        """Return the text with what will be filled in named in words: 〔受理日期〕."""
        return self.filled({name: f"〔{label}〕" for name, label in PLACES.items()})


@dataclass(frozen=True, kw_only=True)
class TemplateSet:
    """One version of the city's templates."""

    version: str
    first_day: date
    status: str
    source: str
    templates: tuple[AnswerTemplate, ...]

    def find(self, wanted: str) -> AnswerTemplate | None:
        """Return the template of this id, if there is one."""
        return next((each for each in self.templates if each.id == wanted), None)


@dataclass(frozen=True)
class AnswerTemplates:
    """All versions, the oldest first."""

    versions: tuple[TemplateSet, ...]

    def in_force(self, at: datetime) -> TemplateSet:
        """Return the version in force on that city day; before the first one, the first."""
        today = city_time(at).date()
        return next((each for each in reversed(self.versions) if each.first_day <= today), self.versions[0])

    def advice(self) -> tuple[str, ...]:
        """Return what to look at again before these are used; none of it stands in the way."""
        return tuple(
            f"版本“{version.version}”的“{each.title}”：{says}"
            for version in self.versions
            for each in version.templates
            for found, says in (
                (TO_FILL_IN not in each.text, "没有留出【请填写：…】，承办人容易原样发出。"),
                (contains_personal_data(each.text), "好像写有电话或地址，答复可能公开，请核对。"),
            )
            if found
        )


def load_answer_templates(path: Path | None = None) -> AnswerTemplates:
    """Return the templates of the file (default: the packaged one); raise ConfigurationError for any mistake."""
    with reading(path or Path(str(files("data"))) / FILE_NAME) as document:
        return AnswerTemplates(dated_versions(document, _version))


def _version(row: object, place: str) -> TemplateSet:
    record = mapping(row, place, VERSION_KEYS)
    name = text_in(record, "version", place)
    place = f"{place}（“{name}”）"
    rows = filled_list(record.get("templates"), f"{place}.templates")
    templates = tuple(_template(each, f"{place}.templates[{at}]") for at, each in enumerate(rows))
    if len({each.id for each in templates}) != len(templates):
        raise Wrong(f"{place}.templates 的 id 不能重复。")
    return TemplateSet(
        version=name,
        first_day=day(record.get("from"), f"{place}.from"),
        status=one_of(record.get("status"), STATUSES, f"{place}.status"),
        source=text_in(record, "source", place),
        templates=templates,
    )


def _template(row: object, place: str) -> AnswerTemplate:
    record = mapping(row, place, TEMPLATE_KEYS)
    template = AnswerTemplate(*(text_in(record, key, place) for key in TEMPLATE_KEYS))
    for key, most in (("id", LONGEST_ID), ("title", LONGEST_TITLE), ("text", LONGEST_TEXT)):
        if len(record[key]) > most:
            raise Wrong(f"{place}.{key} 过长：最多{most:,}个字。")
    try:
        pieces = list(Formatter().parse(template.text))
    except ValueError:
        raise Wrong(f"{place}.text：花括号应成对，只用来写要填入的项目。") from None
    for _, name, form, turned in pieces:
        if name is not None:
            one_of(name, tuple(PLACES), f"{place}.text 要填入的项目")
        if form or turned:
            raise Wrong(f"{place}.text：“{{{name}}}”里只写项目的名称。")
    return template
