"""The stand-in as a program: ``python -m tests.website DATABASE PORT HOTLINE TOKEN``; a test steers it over HTTP."""

import http.server
import json
import sys
from collections.abc import Callable
from typing import Any

from tests.website.letters import Letters
from tests.website.system import WebsiteSystem


def main() -> None:
    """Serve until ended."""
    database, port, hotline, token = sys.argv[1:]
    system = WebsiteSystem(Letters(database), hotline, token)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), _door_of(system)).serve_forever()


def _door_of(system: WebsiteSystem) -> type[http.server.BaseHTTPRequestHandler]:
    steered: dict[str, Callable[[Any], Any]] = {
        "/steer/send": lambda asked: system.send(asked["letters"], seed=asked["seed"]),
        "/steer/down": lambda asked: system.be_down(asked["down"]),
        "/steer/secret": lambda asked: system.know_secret(asked["secret"]),
        "/steer/poll": lambda _asked: system.poll(),
        "/steer/holdings": lambda _asked: system.letters.holdings(),
    }

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/hook":
                return self._answer(system.take_notice(dict(self.headers.items()), body), None)
            return self._answer(200, steered[self.path](json.loads(body)))

        def _answer(self, status: int, content: Any) -> None:
            text = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    return Door


if __name__ == "__main__":
    main()
