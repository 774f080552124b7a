"""The operator's counter: one screen for a call, the worklists, and a ticket's whole file.

``counter`` holds the blueprint; the modules beside it hang their pages on it.
"""

# Imported for what they hang on the blueprint.
import hotline.web.operator.calls
import hotline.web.operator.casework
import hotline.web.operator.codes
import hotline.web.operator.handing
import hotline.web.operator.lists
import hotline.web.operator.repeats
import hotline.web.operator.steps  # noqa: F401
from hotline.web.operator.counter import blueprint

__all__ = ["blueprint"]
