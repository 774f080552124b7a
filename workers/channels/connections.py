"""Connections to systems outside that can neither lead us astray nor hold us: urllib3's own, with two more rules.

Where a connection ends is looked at once it stands, so that no name can be made to point elsewhere after it was checked
(SSRF). All that is done ``within`` some seconds is cut off when they are over: a limit for each wait alone would let
the other side send one byte after another for ever. Knows no request and no ticket.
"""

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Iterator
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

# What clouds tell their own machines about themselves, keys included; other such addresses are link-local.
METADATA = frozenset({"100.100.100.200", "fd00:ec2::254"})
_now = threading.local()


class Astray(Exception):
    """The name leads to an address that is none of another system's."""


class OutOfTime(Exception):
    """The other side did not come to an end in time."""


def may_be_called(host: str, address: str) -> bool:
    """Tell whether a connection to ``host`` may end at this address; at this machine only where it was named as such.

    Private networks may: a city's systems stand there.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback:
        return host == "localhost" or _is_loopback(host)
    nowhere = ip.is_link_local or ip.is_multicast or ip.is_unspecified or (ip.version == 4 and ip.is_reserved)
    return not nowhere and str(ip) not in METADATA


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Cut off every connection of this thread that is still in use when the time is over; raises OutOfTime then."""
    used: list[_Guarded] = []
    over = threading.Event()

    def cut() -> None:
        over.set()
        for each in used:
            each.cut()

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    _now.used, _now.over = used, over
    timer.start()
    try:
        yield
    except (urllib3.exceptions.HTTPError, OSError):
        if over.is_set():
            raise OutOfTime from None
        raise
    finally:
        timer.cancel()
        _now.used = _now.over = None


class _Guarded(HTTPConnection):
    """A connection whose end is looked at, and that another thread can cut, at any stage of TLS as well."""

    _handle: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        try:
            if not may_be_called(self.host, str(sock.getpeername()[0])):
                raise Astray
            self._forget()
            self._handle = sock.dup()
        except BaseException:
            sock.close()
            raise
        self._use()
        return sock

    def request(self, *args: Any, **kwargs: Any) -> None:
        self._use()
        super().request(*args, **kwargs)

    def close(self) -> None:
        super().close()
        self._forget()

    def cut(self) -> None:
        """End the connection, whoever waits on it."""
        with contextlib.suppress(OSError, AttributeError):
            self._handle.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def _use(self) -> None:
        """Let the time that runs for this thread end the connection; one that stands only now may be late already."""
        if (used := getattr(_now, "used", None)) is not None:
            used.append(self)
            if _now.over.is_set():
                self.cut()

    def _forget(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()


class _GuardedTls(_Guarded, HTTPSConnection):
    """The same over TLS."""


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


def guarded_pools(*, timeout: urllib3.Timeout, kept: int) -> urllib3.PoolManager:
    """Return urllib3's pools, made of guarded connections; ``kept`` of them stay open to one host."""
    pools = urllib3.PoolManager(timeout=timeout, retries=False, maxsize=kept)
    pools.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
    return pools


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
