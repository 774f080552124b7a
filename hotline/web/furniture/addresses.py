"""What a number in an address may be. Knows no counter."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

LARGEST_ID = 2**31 - 1  # what a table counts to; asking a database for more is an error there, not an empty answer


class RowId(IntegerConverter):
    """The id of a row (``<int:…>``): a number that no row can have is an address that nothing stands at."""

    def to_python(self, value: str) -> Any:
        """Return the id; raises ValidationError, which is answered 404."""
        found = super().to_python(value)
        if found > LARGEST_ID:
            raise ValidationError
        return found


def install(app: Flask) -> None:
    """Tell ids of rows from numbers of any length (``<digits:…>``); before the counters name their addresses."""
    app.url_map.converters.update(int=RowId, digits=IntegerConverter)
