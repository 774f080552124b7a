"""The fields of what leaves the house: named one by one, so nothing goes out that was not meant to.

Each describes itself for the OpenAPI document. Knows no form, no table and no clock.
"""

from datetime import date, datetime
from typing import Any

from marshmallow import fields

from hotline.domain.vocabulary import Labelled


class Out(fields.Field[Any]):
    """A value that only goes out: words by their word, moments in ISO 8601, the rest as it is."""

    def __init__(self, *, kind: str = "string", nullable: bool = False, says: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind, self.nullable, self.says = kind, nullable, says

    def _serialize(self, value: Any, attr: str | None, obj: Any, **_kwargs: Any) -> Any:  # noqa: ARG002
        if isinstance(value, Labelled):
            return value.value
        return value.isoformat() if isinstance(value, date | datetime) else value

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        described: dict[str, Any] = {"type": [self.kind, "null"] if self.nullable else self.kind}
        return described | ({"description": self.says} if self.says else {})


class OutMoment(Out):
    """A moment that only goes out."""

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        return super().describe() | {"format": "date-time"}


class OutWord(Out):
    """One of the city's fixed words, by its stored word."""

    def __init__(self, words: type[Labelled], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words = words

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        return super().describe() | {"enum": [word.value for word in self.words]}


class OutMany(fields.List[Any]):
    """A list of objects that only goes out."""
