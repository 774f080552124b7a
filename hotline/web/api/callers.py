"""Other systems at the API's door: each call has its scope, each token its pace. Knows no ticket."""

from collections.abc import Mapping

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

from hotline import accounts
from hotline.parts import EXTENSION
from hotline.web.api.rates import Rates
from hotline.web.guards import Guard, token

RATES = "hotline.rates"


def caller(scopes: Mapping[str, str]) -> Guard:
    """Let in systems whose bearer token has the scope of what they ask for, by endpoint, at the pace that is theirs."""

    def check() -> ResponseReturnValue | None:
        refused = token(scopes[request.endpoint or ""])()
        if refused is None:
            count_request(g.token)
        return refused

    return check


def count_request(holder: accounts.Holder) -> None:
    """Count a request of another system; raises TooManyRequests where it comes too often."""
    settings = current_app.extensions[EXTENSION].settings  # not parts(): that looks for editions, which no pace needs
    counted: Rates | None = current_app.extensions.get(RATES)
    if counted is None:  # in each program of its own: connections are not shared with children
        counted = current_app.extensions[RATES] = Rates(settings.redis_url, settings.api_pace)
    g.standing = counted.count(f"token-{holder.id}", holder.pace)
