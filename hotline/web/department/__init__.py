"""The department's counter: what is due first, one ticket's file, orders, and advice while an answer is written.

``counter`` holds the blueprint; the modules beside it hang their pages on it.
"""

# Imported for what they hang on the blueprint.
import hotline.web.department.answer_advice
import hotline.web.department.casework
import hotline.web.department.orders  # noqa: F401
from hotline.web.department.counter import blueprint

__all__ = ["blueprint"]
