"""Why a system outside cannot be reached, in an admin's words."""

import imaplib
import smtplib
import socket

import pytest
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, ProtocolError

from workers.channels.trouble import say_away


@pytest.mark.parametrize(
    ("error", "how"),
    [
        (NameResolutionError("x", None, socket.gaierror()), "找不到这个地址"),
        (socket.gaierror(), "找不到这个地址"),
        (ConnectTimeoutError(), "没有及时应答"),
        (TimeoutError(), "没有及时应答"),
        (NewConnectionError(None, ""), "连接不上"),
        (ConnectionRefusedError(), "连接不上"),
        (ProtocolError(), "连接中断"),
        (ConnectionResetError(), "连接中断"),
        (smtplib.SMTPServerDisconnected(), "连接中断"),
        (imaplib.IMAP4.abort(), "连接中断"),
        (smtplib.SMTPException(), "连接或应答有误"),
    ],
)
def test_every_trouble_has_words_and_no_english_name(error, how):
    assert say_away("留言板", error) == f"留言板暂不可用（{how}）"
