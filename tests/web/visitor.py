"""Somebody at a browser without JavaScript: opens pages, fills in forms with the hidden fields that stand in them."""

import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Visitor:
    """A browser with cookies; ``address`` is where its requests come from."""

    def __init__(self, app: Flask, *, address: str = "192.0.2.1") -> None:
        self.client: FlaskClient = app.test_client()
        self.address = address

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page; redirects are followed."""
        return self.client.get(path, follow_redirects=True, buffered=True, environ_base=self._from(), **more)

    def post(self, path: str, form: dict[str, Any], *, page: str | None = None, follow: bool = True) -> TestResponse:
        """Open the page, fill in its form and send it; ``page`` names the form's page where it is another address."""
        return self.send(path, {**self.hidden(page or path, path), **form}, follow=follow)

    def send(self, path: str, form: Any, *, follow: bool = True, **more: Any) -> TestResponse:
        """Send a form as it is."""
        return self.client.post(path, data=form, follow_redirects=follow, environ_base=self._from(), **more)

    def hidden(self, page: str, action: str) -> dict[str, str]:
        """Return the hidden fields of the form on a page that goes to ``action``."""
        html = self.get(page).text
        forms = re.findall(r"<form[^>]*>.*?</form>", html, re.DOTALL)
        form = next(each for each in forms if f'action="{action}"' in each)
        return {name: unescape(value) for name, value in _HIDDEN.findall(form)}

    def _from(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.address}


def words(html: str) -> str:
    """Return a page's text as it is read, without tags and with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
