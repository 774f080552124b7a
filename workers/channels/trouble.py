"""What is wrong with a system outside that cannot be reached, in an admin's words. Knows no protocol's rules."""

import imaplib
import smtplib
import socket

import urllib3.exceptions as http

# The first that fits speaks: a name that is not found is also a connection that was not made.
TROUBLES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((socket.gaierror, http.NameResolutionError), "找不到这个地址"),
    ((ConnectionRefusedError, http.NewConnectionError), "连接不上"),
    ((TimeoutError, http.TimeoutError), "没有及时应答"),
    ((ConnectionError, http.ProtocolError, smtplib.SMTPServerDisconnected, imaplib.IMAP4.abort), "连接中断"),
)


def say_away(whom: str, error: Exception) -> str:
    """Return a sentence without its full stop: who cannot be reached now, and how that shows."""
    how = next((words for kinds, words in TROUBLES if isinstance(error, kinds)), "")
    return f"{whom}暂不可用（{how or '连接或应答有误'}）"
