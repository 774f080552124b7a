"""Who is called outside may mean no good: hang, drip, never end, show a bad certificate, or stand inside our house."""

import contextlib
import ssl
from datetime import timedelta

import pytest
import trustme

from hotline.clock import now
from tests.workers.stranger import a_stranger
from workers.channels import Refused, TryLater, http_client
from workers.channels.connections import may_be_called
from workers.channels.http_client import post

ENDLESS_HEADER = b"HTTP/1.1 200 OK\r\nX: "
ENDLESS_BODY = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HANGING_BODY = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
NONSENSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<h1>\xff\xfe</x"


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(http_client, "TO_POST", 60.0)  # no slow machine is cut off where an answer is what is tried


@pytest.fixture
def impatient(_patient, monkeypatch):
    monkeypatch.setattr(http_client, "TO_POST", 0.3)


def call(port, *, scheme="http", host="127.0.0.1"):
    post(f"{scheme}://{host}:{port}/hook", b"{}", {}, whom="来源系统")


@pytest.mark.parametrize(
    ("says", "then"),
    [
        (b"", b""),  # takes the request and is silent
        (b"HTTP/1.1 ", b"x"),  # an answer without an end, one byte after another
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),  # always about to answer
    ],
)
@pytest.mark.usefixtures("impatient")
def test_who_never_comes_to_an_answer_is_cut_off_and_tried_later(says, then):
    with a_stranger(says, then) as stranger, pytest.raises(TryLater, match="迟迟没有答完"):
        call(stranger.port)


@pytest.mark.parametrize(("says", "then"), [(ENDLESS_HEADER, b"x"), (HANGING_BODY, b"")])
@pytest.mark.usefixtures("impatient")
def test_who_never_ends_an_answer_holds_us_no_longer_than_our_time(says, then):
    with a_stranger(says, then) as stranger, contextlib.suppress(TryLater):  # was it a word too late? both are well
        call(stranger.port)


@pytest.mark.parametrize(("says", "then"), [(ENDLESS_BODY, b"1\r\nx\r\n"), (NONSENSE, b"")])
def test_who_took_it_has_taken_it_whatever_else_the_answer_holds(says, then):
    with a_stranger(says, then) as stranger:
        call(stranger.port)
        assert stranger.was_sent[0].startswith(b"POST /hook")


def test_what_is_no_http_at_all_is_tried_later():
    with a_stranger(b"SSH-2.0-OpenSSH\r\n" * 3) as stranger, pytest.raises(TryLater, match="暂不可用"):
        call(stranger.port)


@pytest.mark.usefixtures("impatient")
def test_a_handshake_that_hangs_is_cut_off():
    with a_stranger(b"", b"") as stranger, pytest.raises(TryLater, match="迟迟没有答完"):
        call(stranger.port, scheme="https")


@pytest.mark.parametrize(
    ("known", "host", "days", "taken"),
    [(True, "127.0.0.1", 1, True), (False, "127.0.0.1", 1, False), (True, "127.0.0.9", 1, False),
     (True, "127.0.0.1", -1, False)],
    ids=["known", "unknown", "of another host", "expired"],
)  # fmt: skip
def test_only_a_valid_certificate_of_a_known_authority_is_answered(monkeypatch, tmp_path, known, host, days, taken):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    since, until = now() - timedelta(days=2), now() + timedelta(days=days)
    authority.issue_cert(host, not_before=since, not_after=until).configure_cert(context)
    with a_stranger(NONSENSE, tls=context) as stranger:
        if taken:
            call(stranger.port, scheme="https")
        else:
            with pytest.raises(TryLater, match="证书"):
                call(stranger.port, scheme="https")
        assert bool(stranger.was_sent) is taken


def test_a_name_that_leads_into_our_own_machine_is_refused_before_anything_is_said():
    with a_stranger(NONSENSE) as stranger:
        with pytest.raises(Refused, match="本机或保留地址"):
            call(stranger.port, host="0.0.0.0")  # leads to the loopback, as any name could
        assert stranger.was_sent in ([], [b""])


@pytest.mark.parametrize(
    ("host", "address", "may"),
    [
        ("hooks.example", "203.0.113.7", True),
        ("hooks.city.example", "10.20.30.40", True),  # a city's own network
        ("127.0.0.1", "127.0.0.1", True),  # named as this machine
        ("localhost", "::1", True),
        ("hooks.example", "127.0.0.1", False),  # a name that was made to lead to us
        ("hooks.example", "::ffff:127.0.0.1", False),
        ("hooks.example", "169.254.169.254", False),  # what a cloud tells its machines
        ("169.254.169.254", "169.254.169.254", False),
        ("hooks.example", "100.100.100.200", False),
        ("hooks.example", "fd00:ec2::254", False),
        ("hooks.example", "fe80::1%eth0", False),
        ("hooks.example", "224.0.0.1", False),
        ("hooks.example", "::", False),
    ],
)
def test_where_a_connection_may_end(host, address, may):
    assert may_be_called(host, address) is may
