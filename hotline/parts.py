"""The parts of the running application, for counters and jobs. Holds no rule and builds nothing: app.py does."""

from dataclasses import dataclass

from flask import current_app

from hotline.domain.figures import Formulas
from hotline.domain.rules import CityRules
from hotline.flow.classification import Study
from hotline.settings import Settings
from routing import Directory

EXTENSION = "hotline"


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What was put together by ``create_app``."""

    settings: Settings
    rules: CityRules
    directory: Directory
    study: Study
    formulas: Formulas


def parts() -> Parts:
    """Return the parts of the running application."""
    found: Parts = current_app.extensions[EXTENSION]
    return found
