"""The city's districts in an address: a known name, or the word for all other places. What somebody typed never is."""

from typing import Any

from flask import request

from hotline.parts import parts
from hotline.queries.cases import district_of

ELSEWHERE = "none"  # in an address: in none of the city's districts


def chosen_district() -> str | None:
    """Return the district that the address names, "" for all other places, None where it names none that we know."""
    asked = request.args.get("district", "")
    if asked == ELSEWHERE:
        return ""
    return asked if asked in parts().formulas.districts else None


def district_is(name: str) -> Any:
    """Return the condition that a ticket lies in this district, "" for all other places."""
    return district_of(parts().formulas.districts) == name
