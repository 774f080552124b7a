"""A real object store that speaks S3, started here and stopped here: SeaweedFS. Knows no fixture."""

import contextlib
import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import urllib3

from tests.servers import PATIENCE, free_port

WEED = Path(sys.executable).with_name("weed")
KEY, SECRET, BUCKET = "hotline", "a secret / of the tests+", "files"
PORTS = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc")


@contextlib.contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """Run an S3 server of our own and yield its host and port."""
    identity = {"name": "house", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    port, sockets = free_port(), Path(folder / "sockets")
    sockets.mkdir()
    command = [str(WEED), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=4"]
    command += ["-filer", "-s3", f"-s3.port={port}", f"-s3.port.grpc={free_port()}", f"-s3.config={folder}/s3.json"]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false"]
    command += [f"-{each}={free_port()}" for each in PORTS]
    command += [f"-{each}.localSocket={sockets / each}" for each in ("s3", "filer")]
    with (folder / "weed.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait_for(port, server, folder / "weed.log")
            yield f"127.0.0.1:{port}"
        finally:
            server.kill()  # what it holds dies with the test
            server.wait(PATIENCE)


def s3_version() -> str:
    """Return the version that the server itself names."""
    said = subprocess.run([str(WEED), "version"], capture_output=True, text=True, check=True).stdout
    return f"SeaweedFS {said.split()[2]}"


def address(host: str, *, prefix: str = "") -> str:
    """Return the address of a prefix of our bucket, a fresh one where none is named."""
    secret = quote(SECRET, safe="")  # as a city must write it
    return f"s3+http://{KEY}:{secret}@{host}/{BUCKET}/{prefix or uuid.uuid4().hex}?region=us-east-1"


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    end, web = time.monotonic() + PATIENCE, urllib3.PoolManager(retries=False, timeout=1)
    while True:
        with contextlib.suppress(urllib3.exceptions.HTTPError):
            if web.request("GET", f"http://127.0.0.1:{port}/").status < 500:
                return
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"the S3 server did not start, see {log}")
        time.sleep(0.02)
