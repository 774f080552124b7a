"""A receiver that means no good: takes a request and answers with whatever bytes it was given, and goes on as it likes.

Knows no test.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Stranger:
    """Its port, what it says at once, what it repeats byte for byte until the other side leaves, what it was sent."""

    says: bytes
    then: bytes = b""
    port: int = 0
    was_sent: list[bytes] = field(default_factory=list)
    leaving: threading.Event = field(default_factory=threading.Event)
    guests: list[socket.socket] = field(default_factory=list)

    def talk(self, guest: socket.socket) -> None:
        """Read one request and answer it; with nothing to repeat, wait until one of the two leaves."""
        with guest, contextlib.suppress(OSError):
            self.was_sent.append(guest.recv(65_536))
            guest.sendall(self.says)
            while self.then and not self.leaving.is_set():
                guest.sendall(self.then)
                self.leaving.wait(0.05)
            while guest.recv(65_536):
                pass


@contextlib.contextmanager
def a_stranger(says: bytes, then: bytes = b"", *, tls: ssl.SSLContext | None = None) -> Iterator[Stranger]:
    """Run it on the loopback and yield it."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        stranger = Stranger(says, then, door.getsockname()[1])
        talks: list[threading.Thread] = []

        def open_the_door() -> None:
            while True:
                guest, _ = door.accept()
                if stranger.leaving.is_set():
                    guest.close()
                    return
                stranger.guests.append(guest.dup())
                talks.append(threading.Thread(target=meet, args=(guest,)))
                talks[-1].start()

        def meet(guest: socket.socket) -> None:
            with contextlib.suppress(OSError):
                stranger.talk(tls.wrap_socket(guest, server_side=True) if tls else guest)
            guest.close()

        porter = threading.Thread(target=open_the_door)
        porter.start()
        try:
            yield stranger
        finally:
            stranger.leaving.set()
            socket.create_connection(("127.0.0.1", stranger.port)).close()  # wakes the porter
            porter.join()
            for each in stranger.guests:
                with each, contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            for each in talks:
                each.join()
