"""How quick routing is beside a plain router and beside jieba alone, on the same texts in the same run.

    python bench/routing.py [TEXTS.jsonl]

One core, processor seconds, the quickest of three rounds. The plain router cuts the text with jieba and compares every
word with every keyword by rapidfuzz, as such systems do; being slow it reads every twentieth of the same texts, and its
rate is given by characters. Prints one JSON object. Without a file, texts are put together from the directory.
"""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
sys.path[0] = str(Path(__file__).parents[1])  # this file is called like the package that it measures

import jieba  # noqa: E402
from rapidfuzz import fuzz, process  # noqa: E402

from routing import Directory, Router  # noqa: E402

REAL = Path(__file__).parents[2] / "shared" / "eval" / "routing_dev.jsonl"
PLAIN_KEYWORDS = 2000
QUICK_TEXTS, HISTORY = 600, 2000
EVERY, FEW = 20, 60  # the plain router reads one text of so many
ROUNDS = 3

Text = tuple[str, str, str]
Work = Callable[[str, str], object]


def texts_from(file: Path | None, directory: Directory) -> list[Text]:
    """Return (title, text, department) from a file, or put together from keywords."""
    if file is not None and file.exists():
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [(row.get("title") or "", row["text"], row.get("department", "")) for row in rows]
    dice = random.Random(1)
    matters = [matter for matter in directory.matters if len(matter.keywords) > 4]
    made = []
    for _ in range(QUICK_TEXTS + HISTORY):
        matter = dice.choice(matters)
        words = [word for keyword in dice.sample(matter.keywords, 4) for word in keyword.words]
        text = "".join(f"我家附近{word}的情况已经持续了一段时间,多次反映没有结果。" for word in words * 2)
        made.append((f"反映{words[0]}", text, matter.lead))
    return made


def mean_length(texts: Sequence[Text]) -> float:
    """Return how many characters a text has on average."""
    return sum(len(title) + len(text) for title, text, _ in texts) / len(texts)


def rates(works: dict[str, tuple[Work, int]], texts: Sequence[Text]) -> dict[str, float]:
    """Return how many texts of average length each work reads in a second of one core; a work reads one of so many."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, (work, every) in works.items():
            chosen = texts[::every]
            started = time.process_time()
            for title, text, _ in chosen:
                work(title, text)
            spent = (time.process_time() - started) / len(chosen) / mean_length(chosen)
            best[name] = min(best[name], spent)
    return {name: 1 / (spent * mean_length(texts)) for name, spent in best.items()}


def plain_router(keywords: Sequence[str]) -> Work:
    """Return the plain router: every word against every keyword."""

    def route(title: str, text: str) -> list[object]:
        return [process.extractOne(word, keywords, scorer=fuzz.ratio) for word in jieba.lcut(f"{title}\n{text}")]

    return route


def main() -> None:
    directory = Directory.packaged()
    texts = texts_from(Path(sys.argv[1]) if len(sys.argv) > 1 else REAL, directory)
    history, tests = texts[:HISTORY], texts[HISTORY : HISTORY + QUICK_TEXTS]
    words = list({word for matter in directory.matters for keyword in matter.keywords for word in keyword.words})
    words = sorted(words)
    router, taught = Router(directory), Router(directory)
    started = time.process_time()
    taught.learn_all(history)
    learning = time.process_time() - started
    works: dict[str, tuple[Work, int]] = {
        "plain_2000": (plain_router(random.Random(1).sample(words, PLAIN_KEYWORDS)), EVERY),
        "plain_all_keywords": (plain_router(words), FEW),
        "jieba_lcut": (lambda title, text: jieba.lcut(f"{title}\n{text}"), 1),
        "directory": (lambda title, text: router.route(text, title=title), 1),
        "with_history": (lambda title, text: taught.route(text, title=title), 1),
    }
    jieba.initialize()
    for work, _ in works.values():
        work("路灯", "路灯不亮")
    figures = {
        "texts": len(tests),
        "characters": mean_length(tests),
        **rates(works, tests),
        "learning_seconds": learning,
    }
    started = time.process_time()
    for title, text, department in tests[:100]:
        taught.learn(text, title=title, department_id=department)
    figures["one_lesson_ms"] = (time.process_time() - started) * 10
    figures["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {name: round(value, 2) for name, value in figures.items()}
    figures["directory_times_plain"] = round(figures["directory"] / figures["plain_2000"], 1)
    figures["directory_times_jieba"] = round(figures["directory"] / figures["jieba_lcut"], 2)
    figures["history_times_jieba"] = round(figures["with_history"] / figures["jieba_lcut"], 2)
    figures["history_times_plain"] = round(figures["with_history"] / figures["plain_2000"], 1)
    print(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
