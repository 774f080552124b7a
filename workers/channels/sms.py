"""The short message channel: a gateway that takes JSON over HTTP. Knows no ticket and no database.

The gateway is asked with ``{"id", "to", "text"}``; the id is the same at every try, so that it can send once. A gateway
with another way of asking is another class with the same ``send``.
"""

import json
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

import urllib3

from hotline.errors import ConfigurationError
from workers.channels import Letter
from workers.channels.http_client import post

MISSPELT = "HOTLINE_SMS_URL 应写成 https://用户:密码@主机/路径。"


@dataclass(frozen=True, kw_only=True)
class HttpGateway:
    """A gateway and how to reach it."""

    url: str
    username: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def from_url(cls, url: str) -> "HttpGateway":
        """Read http(s)://user:password@host/path; raises ConfigurationError for anything else."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ConfigurationError(MISSPELT) from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(MISSPELT)
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        bare = urlunsplit((parts.scheme, f"{host}:{port}" if port else host, parts.path or "/", parts.query, ""))
        return cls(url=bare, username=unquote(parts.username or ""), password=unquote(parts.password or ""))

    def send(self, letter: Letter) -> None:
        """Send the letter's short form to its phone."""
        body = json.dumps({"id": letter.key, "to": letter.phone, "text": letter.short}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "hotline-12345"}
        if self.username:
            headers |= urllib3.make_headers(basic_auth=f"{self.username}:{self.password}")
        post(self.url, body, headers, whom="短信网关")
