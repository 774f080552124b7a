"""How well a city with history only is routed, beside a character TF-IDF with a linear SVM, on the same splits.

    python bench/subjects.py

Three shuffles of two histories: seven subject areas, and departments by kind of request, some 150 units with a long
tail. Messages of the same text stay on one side. Prints one JSON object; says so and ends where the labelled messages
are not beside the checkout.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
sys.path[0] = str(Path(__file__).parents[1])

import numpy as np  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.svm import LinearSVC  # noqa: E402

from routing import Directory, Router  # noqa: E402
from routing.calibration import calibration_bins, calibration_error  # noqa: E402

REAL = Path(__file__).parents[2] / "shared" / "eval"
PARTS = 5  # a fifth is asked, the rest is history
SHUFFLES = (0, 1, 2)

Row = tuple[str, str, str]  # title, text, unit


def rows_of(file: str, *keys: str) -> list[Row]:
    """Return the rows of a labelled file; the unit is what its keys say, put together."""
    lines = (REAL / file).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [(row.get("title") or "", row["text"], " ".join(str(row[key]) for key in keys)) for row in rows]


def split(rows: list[Row], seed: int) -> tuple[list[Row], list[Row]]:
    """Return history and tests; the same text is never on both sides."""
    texts = sorted({text for _, text, _ in rows})
    asked = {texts[one] for one in np.random.default_rng(seed).permutation(len(texts))[: len(texts) // PARTS]}
    return [row for row in rows if row[1] not in asked], [row for row in rows if row[1] in asked]


def ours(history: list[Row], tests: list[Row]) -> dict[str, float]:
    """Route the tests by a router that knows the history and an empty directory."""
    router = Router(Directory.from_object({"departments": []}))
    started = time.process_time()
    router.learn_all(history)
    learned = time.process_time() - started
    answers = [router.route(text, title=title).candidates for title, text, _ in tests]
    hits = [answer[0].department == unit for answer, (_, _, unit) in zip(answers, tests, strict=True)]
    bins = calibration_bins([answer[0].score for answer in answers], hits)
    near = [unit in [one.department for one in answer[:3]] for answer, (_, _, unit) in zip(answers, tests, strict=True)]
    return {
        "accuracy": round(float(np.mean(hits)), 4),
        "top3": round(float(np.mean(near)), 4),
        "calibration_error": round(calibration_error(bins), 4),
        "learning_seconds": round(learned, 1),
    }


def machine(history: list[Row], tests: list[Row]) -> dict[str, float]:
    """Do the same with character 1-3-gram TF-IDF and a linear SVM."""
    started = time.process_time()
    reader = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    known = reader.fit_transform([f"{title}\n{text}" for title, text, _ in history])
    svm = LinearSVC().fit(known, [unit for _, _, unit in history])
    learned = time.process_time() - started
    answers = svm.predict(reader.transform([f"{title}\n{text}" for title, text, _ in tests]))
    hits = np.mean([answer == unit for answer, (_, _, unit) in zip(answers, tests, strict=True)])
    return {"accuracy": round(float(hits), 4), "learning_seconds": round(learned, 1)}


def mean(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the mean of each figure over the shuffles."""
    return {name: round(float(np.mean([one[name] for one in rounds])), 4) for name in rounds[0]}


def main() -> None:
    if not REAL.exists():
        print(json.dumps({"skipped": "the labelled messages are not beside the checkout"}))
        return
    figures: dict[str, Any] = {}
    for title, rows in (
        ("subjects", rows_of("subject_dev.jsonl", "subject")),
        ("departments_by_kind", rows_of("routing_dev.jsonl", "department", "kind")),
    ):
        rounds = []
        for seed in SHUFFLES:
            history, tests = split(rows, seed)
            rounds.append({"ours": ours(history, tests), "linear_svm": machine(history, tests)})
        figures[title] = {
            "units": len({unit for _, _, unit in rows}),
            "messages": len(rows),
            "ours": mean([one["ours"] for one in rounds]),
            "linear_svm": mean([one["linear_svm"] for one in rounds]),
            "each": [[one["ours"]["accuracy"], one["linear_svm"]["accuracy"]] for one in rounds],
        }
        print(title, file=sys.stderr)
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
