"""Style sheets, scripts and pictures: small on the wire, kept by browsers for good, renewed when they change.

The address of a static file carries the digest of its content, so a browser never asks twice for the same and never
shows an old one. Only these are compressed here: pages may hold secrets beside what a stranger typed. Knows no page.
"""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
WORDS = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})


def install(app: Flask) -> None:
    """Give addresses of static files their digest, and their answers the right to be kept."""
    folder = Path(app.static_folder or "")

    def with_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values.setdefault("v", digest_of(folder / values["filename"]))

    def keep(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code not in (200, 304):
            return response
        file = folder / (request.view_args or {})["filename"]
        response.headers["Cache-Control"] = FOR_GOOD if request.args.get("v") == digest_of(file) else ASK_AGAIN
        return _squeezed(response, file)

    app.url_defaults(with_digest)
    app.after_request(keep)


def digest_of(file: Path) -> str | None:
    """Return a short digest of a file's content; None where there is none."""
    try:
        return _digest(file, file.stat().st_mtime_ns)
    except OSError:
        return None


def _squeezed(response: Response, file: Path) -> Response:
    """Return the answer compressed where it is made of words and the browser takes it so."""
    if response.mimetype not in WORDS:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings.quality("gzip") or "Range" in request.headers:
        return response
    response.response.close()  # type: ignore[union-attr]
    response.direct_passthrough = False
    response.set_data(_gzip(file, file.stat().st_mtime_ns))
    response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=64)
def _digest(file: Path, _written: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _gzip(file: Path, _written: int) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)
