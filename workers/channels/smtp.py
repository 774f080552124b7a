"""The SMTP channel: letters as e-mail, over TLS; in the clear to this machine itself, or where the city says so.

A server that offers no STARTTLS may be a stranger in between who took the offer out: nothing is sent to it. Knows no
ticket and no database.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formataddr
from urllib.parse import parse_qs, unquote, urlsplit

from hotline.errors import ConfigurationError
from workers.channels import Letter, Refused, TryLater
from workers.channels.trouble import say_away

TIMEOUT = 10.0  # seconds
LOCAL = ("localhost", "127.0.0.1", "::1")
MISSPELT = "HOTLINE_SMTP_URL 应写成 smtp://用户:密码@主机:端口?from=发件地址（加密连接用 smtps://）。"
CLEAR_IS_BARE = "HOTLINE_SMTP_URL 写明 tls=none 时不能带密码，也不能用 smtps://：密码不以明文发送。"
NO_STARTTLS = "邮件服务器不提供 STARTTLS 加密，没有发送"
UNKNOWN_CERTIFICATE = "邮件服务器的证书无法验证"


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """A mail server and how to reach it."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    tls_from_start: bool = False
    ca_file: str = ""  # of a city's own authority
    in_the_clear: bool = False  # the city says so: a relay without TLS inside its own network

    @classmethod
    def from_url(cls, url: str) -> "Smtp":
        """Read smtp://user:password@host:port?from=address; raises ConfigurationError for anything else.

        ``&ca=file`` names a city's own authority, ``&tls=none`` a relay without TLS.
        """
        parts = urlsplit(url)
        told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        sender = told.get("from", "")
        try:
            port = parts.port
        except ValueError as error:
            raise ConfigurationError(MISSPELT) from error
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in sender:
            raise ConfigurationError(MISSPELT)
        if told.get("tls", "none") != "none":
            raise ConfigurationError(MISSPELT)
        if "tls" in told and (parts.password or parts.scheme == "smtps"):
            raise ConfigurationError(CLEAR_IS_BARE)
        return cls(
            host=parts.hostname,
            port=port or (465 if parts.scheme == "smtps" else 25),
            sender=sender,
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls_from_start=parts.scheme == "smtps",
            ca_file=told.get("ca", ""),
            in_the_clear="tls" in told,
        )

    def send(self, letter: Letter) -> None:
        """Send the letter as e-mail; its Message-ID is the same at every try, so that readers see it once."""
        mail = self._mail(letter)
        try:
            with self._connect() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refusal(max(codes, default=0)) from None
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code) from None
        except ssl.SSLCertVerificationError:
            raise TryLater(UNKNOWN_CERTIFICATE) from None
        except (smtplib.SMTPException, OSError) as error:
            raise TryLater(say_away("邮件服务器", error)) from None

    def find_trouble(self) -> str:
        """Return why letters could not leave now, in words; empty where the server can be reached and signed in to."""
        try:
            self._connect().quit()
        except TryLater as trouble:
            return str(trouble)
        except ssl.SSLCertVerificationError:
            return UNKNOWN_CERTIFICATE
        except (smtplib.SMTPException, OSError) as error:
            return f"不可用（{type(error).__name__}）"
        return ""

    def _mail(self, letter: Letter) -> EmailMessage:
        mail = EmailMessage()
        try:
            mail["From"] = formataddr(("12345政务服务便民热线", self.sender))
            mail["To"] = letter.address
            mail["Subject"] = letter.subject
            readers = mail["To"].addresses
        except ValueError:
            readers = ()
        if len(readers) != 1 or not readers[0].username or not readers[0].domain:
            raise Refused("收件地址无法使用")  # two addresses in one field would make us a sender of spam
        if letter.reply_to:
            mail["Reply-To"] = letter.reply_to
        known_as = f"{letter.key}.{letter.mark}" if letter.mark else letter.key
        mail["Message-ID"] = f"<{known_as}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # keeps other people's auto-replies from answering
        mail.set_content(letter.body)
        return mail

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_file or None)
        except (OSError, ssl.SSLError):
            raise TryLater("HOTLINE_SMTP_URL 写明的证书文件（ca）无法读取") from None

    def _connect(self) -> smtplib.SMTP:
        context = self._context()
        if self.tls_from_start:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            server.ehlo_or_helo_if_needed()
            if not self.tls_from_start and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif not self.tls_from_start and not self.in_the_clear and self.host not in LOCAL:
                raise TryLater(NO_STARTTLS)
            if self.username:
                server.login(self.username, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _refusal(code: int) -> Exception:
    if 500 <= code < 600:
        return Refused(f"邮件服务器拒收（{code}）")
    return TryLater(f"邮件服务器暂不接收（{code}）")
