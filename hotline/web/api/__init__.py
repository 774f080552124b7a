"""The counter of other systems, /api/v1: messages in, a ticket's state out, described by OpenAPI.

Holds no rule; bearer tokens open ``blueprint``, number and query code open ``followed``.
"""

from hotline.web.api.counters import blueprint, followed
from hotline.web.api.document import openapi
from hotline.web.api.messages import take_batch, take_message
from hotline.web.api.reading import route, show_ticket

__all__ = ["blueprint", "followed", "openapi", "route", "show_ticket", "take_batch", "take_message"]
