"""A thousand messages with repeats under load, on PostgreSQL with two web workers: none lost, none doubled."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = 1_000


def test_a_thousand_messages_with_repeats_are_a_thousand_tickets(redis_empty: str) -> None:
    command = [sys.executable, "bench/inbound.py", "--messages", str(MESSAGES), "--redis", redis_empty]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr[-3_000:]
    figures = json.loads(run.stdout)
    assert figures["requests"] == MESSAGES * 1.05
    assert (figures["kept"], figures["first_answers"]) == (MESSAGES, MESSAGES)
