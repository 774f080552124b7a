"""A mail server of another house: a real IMAP server with one account, whose folders a test fills. Knows no ticket."""

import asyncio
import contextlib
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from imapclient import IMAPClient
from proxyprotocol.reader import ProxyProtocolReader
from pymap import __about__
from pymap.backend.dict import DictBackend
from pymap.exceptions import NotAllowedError
from pymap.imap import IMAPServer
from pymap.imap.state import ConnectionState
from pysasl.hashing import BuiltinHash

from tests import servers

USER, PASSWORD = "12345@city.example", "a secret of the tests"
VERSION = f"pymap {__about__.__version__}"


@dataclass
class Account:
    """The account and how it is reached; what is put into it lies there as a stranger sent it."""

    port: int
    ca_file: str
    tls: bool  # from the start
    starttls: bool = False
    withheld: set[int] = field(default_factory=set)  # numbers of mails that the server lists and does not give
    stands_still_at: tuple[str, int] | None = None  # what it is asked for and of which mail, before it answers
    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def opened(self, folder: str = "INBOX") -> Iterator[IMAPClient]:
        """Give a client of our own that has the folder open."""
        context = ssl.create_default_context(cafile=self.ca_file)
        with IMAPClient("127.0.0.1", self.port, ssl=self.tls, ssl_context=context) as client:
            if self.starttls:
                client.starttls(context)
            client.login(USER, PASSWORD)
            client.select_folder(folder)
            yield client

    def stand_still(self, asked: str, uid: int) -> None:
        """Let the server stand still once it is asked for this mail: ``reached`` is set then, ``go_on`` frees it."""
        self.reached.clear()
        self.go_on.clear()
        self.stands_still_at = asked, uid

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Let mails arrive, one after another."""
        with self.opened() as client:
            for mail in mails:
                client.append(folder, mail)

    def lie_there(self, folder: str = "INBOX") -> dict[int, tuple[bytes, ...]]:
        """Return the numbers of what lies in a folder, with its flags."""
        with self.opened(folder) as client:
            return {uid: told[b"FLAGS"] for uid, told in client.fetch(client.search(), ["FLAGS"]).items()}

    def make_anew(self, folder: str) -> None:
        """Let the server forget its numbers: the folder is made anew and has the same mails."""
        with self.opened(folder) as client:
            mails = [told[b"BODY[]"] for _, told in sorted(client.fetch(client.search(), ["BODY.PEEK[]"]).items())]
            client.select_folder("INBOX")
            client.delete_folder(folder)
            client.create_folder(folder)
            for mail in mails:
                client.append(folder, mail)


@contextlib.contextmanager
def _as_the_test_wishes(account: Account) -> Iterator[None]:
    """Let the server answer NO where it is asked for a mail that it withholds, and stand still where it is told to."""
    whole, marking = ConnectionState.do_fetch, ConnectionState.do_store

    async def stand_still(asked: str, cmd: Any) -> None:
        if account.stands_still_at is None or not cmd.uid:
            return
        at, uid = account.stands_still_at
        if at == asked and uid in cmd.sequence_set.iter(10_000):
            account.stands_still_at = None
            account.reached.set()
            await asyncio.get_running_loop().run_in_executor(None, account.go_on.wait, servers.PATIENCE)

    async def fetch(state: ConnectionState, cmd: Any) -> Any:
        wanted = set(cmd.sequence_set.iter(10_000))
        if cmd.uid and wanted <= account.withheld:
            raise NotAllowedError("this mail cannot be given")
        await stand_still("fetch", cmd)
        return await whole(state, cmd)

    async def store(state: ConnectionState, cmd: Any) -> Any:
        await stand_still("store", cmd)
        return await marking(state, cmd)

    ConnectionState.do_fetch, ConnectionState.do_store = fetch, store  # type: ignore[method-assign]
    try:
        yield
    finally:
        account.go_on.set()
        ConnectionState.do_fetch, ConnectionState.do_store = whole, marking  # type: ignore[method-assign]


@contextlib.contextmanager
def mail_server(folder: Path, *, tls: bool = True, starttls: bool = False) -> Iterator[Account]:
    """Run the server on the loopback, over TLS from the start, by STARTTLS, or without any."""
    tls = tls and not starttls
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    account = Account(port=servers.free_port(), ca_file=str(folder / "ca.pem"), tls=tls, starttls=starttls)
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        named = Namespace(
            host="127.0.0.1", port=account.port, debug=False, cert=None, key=None, tls=starttls, proxy_protocol=None,
            passlib_cfg=None, demo_data=False, demo_user=USER, demo_password=PASSWORD,
        )  # fmt: skip
        quick = BuiltinHash(rounds=1)  # a password of the tests guards nothing
        backend, config = await DictBackend.init(named, hash_context=quick, ssl_context=context)
        config.apply_context()
        async with AsyncExitStack() as stack:
            stack.enter_context(_as_the_test_wishes(account))
            await backend.start(stack)
            door = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
            server = await asyncio.start_server(door, "127.0.0.1", account.port, ssl=context if tls else None)
            await stack.enter_async_context(server)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert ready.wait(servers.PATIENCE)
        yield account
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
