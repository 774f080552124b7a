"""The study of a program: built when it is first asked, once; turned to another directory with what it learned."""

import threading
from concurrent.futures import ThreadPoolExecutor

from hotline.flow.learning import Study
from routing import Directory

ONE = {"version": "1", "departments": [{"id": "a", "name": "甲局"}], "matters": []}
OTHER = {**ONE, "version": "2"}
THREADS = 8


def test_threads_that_ask_at_once_are_answered_by_one_router():
    study, together = Study(Directory.from_object(ONE)), threading.Barrier(THREADS)

    def ask(_turn: int) -> int:
        together.wait()
        return id(study.router)

    with ThreadPoolExecutor(THREADS) as threads:
        assert len(set(threads.map(ask, range(THREADS)))) == 1


def test_another_directory_keeps_what_was_learned_whether_the_router_was_built_or_not():
    study = Study(Directory.from_object(ONE))
    study.turn_to(Directory.from_object(OTHER))
    assert study.version == study.router.directory.version == "2"
    study.router.learn("公鸡打鸣", department_id="a")
    study.turn_to(Directory.from_object(ONE))
    assert study.version == study.router.directory.version == "1"
    assert study.router.learner is not None
    assert study.router.learner.size == 1
