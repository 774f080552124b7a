"""The counter of other systems, /api/v1: messages in, a ticket's state out, described by OpenAPI.

Holds no rule; bearer tokens open ``blueprint``, number and query code open ``followed``.
"""

from hotline.web.api.attachments import attach_files
from hotline.web.api.calls import SCOPES
from hotline.web.api.counters import blueprint, followed
from hotline.web.api.document import openapi
from hotline.web.api.feed import list_events, show_message
from hotline.web.api.handovers import report_handover, show_handover
from hotline.web.api.messages import take_batch, take_message
from hotline.web.api.reading import route, show_ticket

__all__ = [
    "SCOPES",
    "attach_files",
    "blueprint",
    "followed",
    "list_events",
    "openapi",
    "report_handover",
    "route",
    "show_handover",
    "show_message",
    "show_ticket",
    "take_batch",
    "take_message",
]
