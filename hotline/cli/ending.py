"""How a program ends: at once. Knows no command.

Before it ends, the interpreter takes apart everything it holds in memory, one object after another: half a second for
the study's dictionary and the mapped tables, in every command and in every part that the keeper stops.
"""

import atexit
import contextlib
import logging
import os
import sys
from collections.abc import Callable


def run_and_leave(command: Callable[[], object]) -> None:
    """Call a command that ends with ``sys.exit``; then, when every thread and exit function is through, just leave.

    To be called before anything else asks for its turn at the exit: what is registered first comes last. An end that
    is no exit code, an error above all, takes the interpreter's own way.
    """
    codes: list[int] = []
    atexit.register(_leave, codes)
    try:
        command()
    except SystemExit as end:
        if isinstance(end.code, int):
            codes.append(end.code)
        raise


def _leave(codes: list[int]) -> None:
    if not codes:
        return
    logging.shutdown()
    with contextlib.suppress(OSError, ValueError):  # nobody reads any more: the interpreter says so in its own way
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # None where the caller closed it
                stream.flush()
        os._exit(codes[0])
