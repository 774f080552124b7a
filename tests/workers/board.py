"""A message board of another house: a real HTTP server whose pages a test writes. Knows no ticket."""

import contextlib
import hashlib
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests import servers

Answer = tuple[int, bytes]


@dataclass
class Served:
    """The board's address, what it answers on a path with its parameters, and the requests it saw."""

    url: str = ""
    answer: Callable[[str, dict[str, str]], Answer] = lambda _path, _asked: (404, b"")
    requests: list[str] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)


def as_json(told: object, status: int = 200) -> Answer:
    """Return an answer that tells this as JSON."""
    return status, json.dumps(told, ensure_ascii=False).encode()


@contextlib.contextmanager
def board_server() -> Iterator[Served]:
    """Run the board on the loopback; it marks every answer with an ETag and honours If-None-Match."""
    served = Served()

    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            status, body = served.answer(parts.path, {key: each[0] for key, each in parse_qs(parts.query).items()})
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            served.requests.append(self.path)
            served.answered.append(status)
            self.send_response(status)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(body)))
            with contextlib.suppress(ConnectionError):  # whoever asked may have been killed meanwhile
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", servers.free_port()), Door)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
