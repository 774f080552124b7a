"""A real HTTP server of another side: what it was sent, and what it answers. Knows no test."""

import contextlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests import servers


@dataclass
class Received:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """The other side: its address, what came, and the statuses that it answers with, the last one from then on."""

    url: str = ""
    requests: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=lambda: [200])

    def take(self, request: Received) -> int:
        """Keep the request; return the status to answer with."""
        self.requests.append(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    """Run the other side on the loopback and yield it."""
    box = Receiver()

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = box.take(Received(self.path, {name.lower(): each for name, each in self.headers.items()}, body))
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", servers.free_port()), Door)
    box.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
