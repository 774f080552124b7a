"""Scores become probabilities that keep their order and hold what they promise."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.calibration import Trust, calibration_bins, calibration_error, fit_trust
from routing.features import Vocabulary, count_grams, grams_at
from routing.learning import Learner, Lesson
from routing.scoring import Logits, probabilities

LOGITS = st.lists(st.floats(-30, 30), min_size=1, max_size=45).map(np.array)
TRUSTS = st.builds(Trust, st.floats(0.6, 3), st.floats(0.1, 0.6), st.floats(0, 0.5))


@given(LOGITS, TRUSTS)
def test_probabilities_add_up_to_one_and_keep_the_order(logits: Logits, trust: Trust):
    chances = probabilities(logits, trust)
    assert abs(sum(chances) - 1) < 1e-9
    order = np.argsort(logits)
    assert all(chances[low] <= chances[high] + 1e-12 for low, high in pairwise(order))


def test_a_fitted_trust_is_right_as_often_as_it_says():
    dice = np.random.default_rng(1)
    logits = dice.normal(0, 3, (4000, 12))
    true = np.exp(0.6 * logits) / np.exp(0.6 * logits).sum(axis=1, keepdims=True)
    right = np.array([dice.choice(12, p=one) for one in true])
    trust = fit_trust(logits, right)
    sure = [probabilities(one, trust).tolist() for one in logits]
    confidences = [max(one) for one in sure]
    hits = [one.index(max(one)) == answer for one, answer in zip(sure, right, strict=True)]
    assert calibration_error(calibration_bins(confidences, hits)) <= 0.03


def test_spotting_and_counting_give_the_same_vector():
    texts = ["路灯\n路灯坏了,路灯不亮", "公交\n公交车等了很久"]
    vocabulary = Vocabulary.of([count_grams(text, 2)[0] for text in texts], seldom=1)
    ids, values = vocabulary.vector(*count_grams(texts[0], 2))
    spotted = vocabulary.spot(grams_at(texts[0]), 2)
    assert spotted.rows.tolist() == ids.tolist()
    assert np.allclose(spotted.values, values)


def test_a_state_saved_before_trust_was_measured_is_read_with_plain_trust():
    learner = Learner()
    learner.learn(Lesson("\n路灯坏了", 0, "urban_mgmt"))
    state = learner.state()
    old = {name: value for name, value in state.items() if name != "trust"}
    old["numbers"] = np.array([8.0, *state["numbers"]])
    again = Learner.from_state(old)
    assert again.size == 1
    assert np.array_equal(again.scores("\n路灯坏了", 0), learner.scores("\n路灯坏了", 0))
