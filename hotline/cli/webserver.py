"""The production web server: gunicorn around the application, built once before its workers fork. Knows no page."""

import gc
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from hotline.app import create_app
from hotline.cli.archive import close_archive
from hotline.db import db
from hotline.keeper import die_with
from hotline.settings import Settings

THREADS = 4  # browsers open connections in advance; a worker must not wait on one of them
TIMEOUT, GRACE = 60, 8  # seconds


class WebServer(BaseApplication):  # type: ignore[misc]
    """gunicorn, set up from our settings alone: no configuration file, no command line, no control socket."""

    def __init__(self, settings: Settings) -> None:
        """Build the application; raises ConfigurationError where a setting is missing."""
        self.settings = settings
        self.application = create_app(settings)
        gc.freeze()  # workers share what was built before they fork; looking through it would copy every page
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what we decided."""
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        choices = {
            "bind": f"{host}:{self.settings.port}",
            "workers": self.settings.web_workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT,
            "graceful_timeout": GRACE,
            "preload_app": True,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "post_fork": self._begin_worker,
            "worker_exit": self._end_worker,
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application that every worker shares."""
        return self.application

    def _begin_worker(self, _server: Any, worker: Any) -> None:
        die_with(worker.ppid)
        with self.application.app_context():
            db.engine.dispose(close=False)  # connections opened before the fork belong to the master

    def _end_worker(self, _server: Any, _worker: Any) -> None:
        with self.application.app_context():
            close_archive()
