"""The fields of what leaves the house: named one by one, so nothing goes out that was not meant to.

Each describes itself for the OpenAPI document. Knows no form, no table and no clock.
"""

from datetime import date, datetime
from typing import Any

from marshmallow import fields

from hotline.domain.vocabulary import Labelled


class Out(fields.Field[Any]):
    """A value that only goes out: words by their word, moments in ISO 8601, the rest as it is."""

    def __init__(self, *, kind: str = "string", nullable: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind, self.nullable = kind, nullable

    def _serialize(self, value: Any, attr: str | None, obj: Any, **_kwargs: Any) -> Any:  # noqa: ARG002
        if isinstance(value, Labelled):
            return value.value
        return value.isoformat() if isinstance(value, date | datetime) else value

    def describe(self) -> dict[str, Any]:
        """Return the field's JSON schema."""
        return {"type": self.kind} | ({"nullable": True} if self.nullable else {})


class OutMany(fields.List[Any]):
    """A list of objects that only goes out."""

    def describe(self) -> dict[str, Any]:
        """Return the list's JSON schema."""
        inner: Any = self.inner
        return {"type": "array", "items": inner.describe()}
