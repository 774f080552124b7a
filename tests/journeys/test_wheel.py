"""The built wheel, installed in an empty environment far from the checkout, serves pages, routing and the demo."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
import requests

from tests import servers
from tests.workers.house import PATIENCE, wait_until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return the bin folder of an environment that holds the wheel; its dependencies are those installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(build, check=True, capture_output=True)
    environment = folder / "environment"
    venv.create(environment, with_pip=False)  # this environment's pip installs into that one, which saves seconds
    wheel = next(folder.glob("*.whl"))
    python = environment / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    site = next((environment / "lib").glob("python*/site-packages"))
    # The dependencies come from this environment, without the editable checkout that it also knows.
    (site / "dependencies.pth").write_text(_without_checkout(folder / "dependencies"), encoding="utf-8")
    return environment / "bin"


def _without_checkout(folder: Path) -> str:
    folder.mkdir()
    for entry in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if not entry.name.startswith(("__editable__", "hotline_12345")):
            (folder / entry.name).symlink_to(entry)
    return f"{folder}\n"


def test_the_wheel_routes_outside_the_checkout(installed, tmp_path):
    line = '{"id": "1", "text": "小区门口的路灯坏了好几天没人修"}\n'
    run = subprocess.run(
        [installed / "hotline", "route"], input=line, cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "市城管执法委" in run.stdout


def test_the_wheel_serves_pages_and_the_demo_outside_the_checkout(installed, tmp_path):
    port = servers.free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    environment = {**kept, "HOTLINE_PORT": str(port), "HOTLINE_DATA_DIR": str(tmp_path / "var")}
    log = (tmp_path / "log").open("wb")
    with (
        log,
        subprocess.Popen(
            [installed / "hotline", "serve"], cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT
        ) as keeper,
    ):
        try:
            wait_until(lambda: _status(port, "/health/ready") == 200, (tmp_path / "log").read_text)
            for path in ("/", "/write", "/answers", "/login", "/static/hotline.css"):
                assert _status(port, path) == 200, path
            assert "路灯" in requests.get(f"http://127.0.0.1:{port}/answers?q=路灯", timeout=60).text
        finally:
            keeper.terminate()
            keeper.wait(PATIENCE)


def _status(port: int, path: str) -> int:
    try:
        return requests.get(f"http://127.0.0.1:{port}{path}", timeout=60).status_code
    except requests.RequestException:
        return 0
