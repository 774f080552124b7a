"""Who can be in charge: the directory's departments, and those that only past tickets know.

Adds up what the directory and the history say about each. Knows nothing of texts.
"""

from collections.abc import Sequence

import numpy as np

from routing.directory import Department, Directory
from routing.features import Values
from routing.scoring import Logits


class Panel:
    """The departments in a fixed order: the directory's first, then those met in the history."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.departments: list[Department] = list(directory.departments)
        self.matters = directory.matters
        self._place = {one.id: index for index, one in enumerate(self.departments)}

    def id_of(self, name: str) -> str:
        """Return the id that a name, alias or id stands for; an unknown name becomes a department of its own."""
        known = self._directory.named(name)
        if known is not None:
            return known.id
        wanted = name.strip()
        if wanted not in self._place:
            self._place[wanted] = len(self.departments)
            self.departments.append(Department(wanted, wanted))
        return wanted

    def places(self, ids: Sequence[str]) -> list[int]:
        """Return where each id stands in the panel, adding those never met."""
        for one in ids:
            if one not in self._place:
                self.id_of(one)
        return [self._place[one] for one in ids]

    def add_up(self, base: Logits, scores: Values, places: Sequence[int], *, worth: float) -> Logits:
        """Return the directory's logits with the history's scores added, one for each department."""
        logits = np.full(len(self.departments), base.min() if len(base) else 0.0)
        logits[: len(base)] = base
        logits[places] += worth * scores.astype(np.float64)
        return logits
