"""What was learned, in words: which words pull towards which department, strongest first.

Shows only words of the dictionary, so nothing that one citizen said alone stands here. Knows nothing of a message.
"""

from collections.abc import Mapping

import numpy as np

from routing.features import FIRST_OF_PAIR, TITLE_MARK
from routing.learning import Learner
from routing.text import shared_tokenizer

MOST = 8
LOOKED_AT = 200  # strongest pairs of a department, among which dictionary words are looked for


def strongest_words(learner: Learner, *, most: int = MOST) -> Mapping[str, tuple[str, ...]]:
    """Return for each learned department the words that pull towards it more than towards the others."""
    grams = learner.vocabulary.grams
    pairs = np.flatnonzero((grams >= FIRST_OF_PAIR) & (grams < TITLE_MARK))
    if not len(pairs):
        return dict.fromkeys(learner.departments, ())
    table = learner.weights[learner.vocabulary.rows[pairs]]
    pulls = (table - table.sum(axis=1, keepdims=True) / (len(learner.departments) + 1)) * (
        learner.vocabulary.telling[pairs][:, None]
    )
    known, found = shared_tokenizer().FREQ, {}
    for column, department in enumerate(learner.departments):
        strongest = np.argsort(-pulls[:, column])[:LOOKED_AT]
        words = (_word(int(grams[pairs[one]])) for one in strongest if pulls[one, column] > 0)
        found[department] = tuple([word for word in words if known.get(word)][:most])
    return found


def _word(gram: int) -> str:
    return chr(gram // FIRST_OF_PAIR) + chr(gram % FIRST_OF_PAIR)
