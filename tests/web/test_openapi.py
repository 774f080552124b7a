"""The OpenAPI document, tried by schemathesis with every check it has; docs/api.md says how to try it for longer."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from flask import Flask

from hotline.schemas.patterns import KEY
from tests.web.caller import Caller
from tests.web.served import served

BRIEF = ("--max-examples", "2", "--phases", "coverage,fuzzing", "--no-shrink", "--seed", "12345")


@pytest.mark.backend("sqlite")  # what the document promises is the same on both; the databases have tests of their own
def test_schemathesis_with_every_check_on_finds_nothing(app: Flask, tmp_path: Path) -> None:
    token = Caller(app, scope="messages handovers", line="12366").token
    with served(app) as address:
        command = [Path(sys.executable).parent / "schemathesis", "run", f"{address}/api/v1/openapi.json", *BRIEF]
        command += ["--checks", "all", "--no-color", "--header", f"Authorization: Bearer {token}"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-6_000:] + run.stderr[-2_000:]
    generated, passed = re.search(r"(\d+) generated, (\d+) passed", run.stdout).groups()
    assert int(generated) == int(passed) > 100


def test_a_key_that_fits_the_document_still_fits_when_it_is_kept_and_is_as_long() -> None:
    fitting = [chr(code) for code in range(0x10000) if re.fullmatch(KEY, chr(code))]
    kept = [unicodedata.normalize("NFKC", each) for each in fitting]
    assert len(fitting) > 20_000
    assert all(len(each) == 1 and re.fullmatch(KEY, each) for each in kept)
