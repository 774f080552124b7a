"""What a matter asks for beyond the five elements: a table that the city decides, as Open311 describes such questions.

Data with a version and a source (data/service_attributes.json). Knows no table and no form.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hotline.domain.text_input import clean_line
from hotline.errors import BadInput, ConfigurationError

DATATYPES = frozenset({"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"})
LISTS = frozenset({"singlevaluelist", "multivaluelist"})
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One question; ``values`` are the keys and names to choose from in a list."""

    code: str
    datatype: str
    description: str
    hint: str = ""
    required: bool = False
    values: Mapping[str, str]

    def answer(self, given: Sequence[str]) -> str:
        """Return the answer in words, "" for none; raises BadInput for what is none of the choices, or no number."""
        said = [line for each in given if (line := clean_line(each, field=self.field))]
        if not said and self.required:
            raise BadInput(f"请给出{self.description}（attribute[{self.code}]）。", field=self.field)
        if len(said) > 1 and self.datatype != "multivaluelist":
            raise BadInput(f"attribute[{self.code}] 只能给出一次。", field=self.field)
        if self.datatype == "number" and any(not _NUMBER.fullmatch(each) for each in said):
            raise BadInput(f"attribute[{self.code}] 应为数字。", field=self.field)
        if self.datatype in LISTS and any(each not in self.values for each in said):
            raise BadInput(f"attribute[{self.code}] 应为以下之一：{'、'.join(self.values)}。", field=self.field)
        return "、".join(self.values.get(each, each) for each in said)

    @property
    def field(self) -> str:
        """Return the name under which the answer is sent."""
        return f"attribute[{self.code}]"


@cache
def attributes_by_matter() -> Mapping[str, tuple[Attribute, ...]]:
    """Return the packaged questions of each matter, in the order in which they are asked."""
    return read_attributes(json.loads((files("data") / "service_attributes.json").read_text(encoding="utf-8")))


def read_attributes(table: Mapping[str, Any]) -> dict[str, tuple[Attribute, ...]]:
    """Return the questions of each matter; raises ConfigurationError for a table that contradicts itself."""
    known = {code: _attribute(code, each) for code, each in table["attributes"].items()}
    for matter, codes in table["matters"].items():
        for code in codes:
            if code not in known:
                raise ConfigurationError(f"service_attributes.json：事项“{matter}”引用了没有定义的“{code}”。")
    return {matter: tuple(known[code] for code in codes) for matter, codes in table["matters"].items()}


def _attribute(code: str, written: Mapping[str, Any]) -> Attribute:
    values = written.get("values", {})
    if written["datatype"] not in DATATYPES or bool(values) != (written["datatype"] in LISTS):
        raise ConfigurationError(f"service_attributes.json：“{code}”的 datatype 或 values 不正确。")
    return Attribute(
        code=code,
        datatype=written["datatype"],
        description=written["description"],
        hint=written.get("datatype_description", ""),
        required=bool(written.get("required", False)),
        values=values,
    )
