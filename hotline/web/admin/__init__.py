"""The admin's counter: staff, departments, tokens, the directory in force, and how the yard is doing.

``counter`` holds the blueprint and the overview; the modules beside it hang their pages on it.
"""

# Imported for what they hang on the blueprint.
import hotline.web.admin.access
import hotline.web.admin.directory
import hotline.web.admin.editions
import hotline.web.admin.learning
import hotline.web.admin.matters
import hotline.web.admin.rules
import hotline.web.admin.sources
import hotline.web.admin.yard  # noqa: F401
from hotline.web.admin.counter import blueprint

__all__ = ["blueprint"]
