"""The application behind a real socket, for clients that are programs of their own. Knows no test."""

import contextlib
import threading
from collections.abc import Iterator

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests import servers


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_words: object, **_more: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application on the loopback, many requests at once, and yield its address."""
    server = make_server("127.0.0.1", servers.free_port(), app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
