"""``hotline serve`` and its parts one by one: web, relay, worker, clock."""

import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Iterator

import click
from flask import Flask

from hotline import keeper
from hotline.cli.archive import archive_app, close_archive, part_settings
from hotline.errors import ConfigurationError
from hotline.settings import Settings

LANES = ("routing", "webhooks", "letters")  # as workers.queues names them, which "hotline web" need not read
TIME_TO_PUT_DOWN = 5.0  # seconds; a source that is being read when the clock ends is read on at the next start
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@click.command("serve")
def serve_command() -> None:
    """Start the whole service and keep it running until Ctrl-C or SIGTERM."""
    sys.exit(keeper.keep(Settings.from_env(), say=click.echo))


@click.command("web")
def web_command() -> None:
    """Serve pages and API on HOTLINE_HOST and HOTLINE_PORT."""
    from hotline.cli.webserver import WebServer

    _log()
    WebServer(part_settings()).run()


@click.command("relay")
def relay_command() -> None:
    """Hand what a step promised to the workers; several relays share the work on PostgreSQL."""
    from workers import queues, relay

    settings, stopping = _part(), _stop_on_signals()
    with _opened(archive_app(settings)):
        relay.run(queues.connect(settings.redis_url), stopping=stopping)


@click.command("worker")
@click.option("--lane", "lanes", type=click.Choice(LANES), multiple=True, help="Work on this lane only.")
def worker_command(lanes: tuple[str, ...]) -> None:
    """Carry out what the relay hands over: routing first, then webhooks, then letters."""
    from hotline.app import create_yard
    from workers import queues, worker

    settings = _part()
    chosen = [queues.LANES[name] for name in lanes or queues.LANES]
    app = create_yard(settings)
    try:
        worker.run(app, queues.connect(settings.redis_url), lanes=chosen)
    finally:
        with app.app_context():
            close_archive()


@click.command("clock")
def clock_command() -> None:
    """Make the rounds and read boards and mailboxes by their rhythm. Several clocks share the work."""
    from hotline.app import create_yard
    from workers import rhythm, schedule

    _log()
    stopping = _stop_on_signals()
    # More than the archive, for what follows from a clock depends on the city's rules in force.
    app = create_yard(part_settings())
    reading = rhythm.start(app, stopping=stopping)
    with _opened(app):
        schedule.run(stopping=stopping)
        reading.join(TIME_TO_PUT_DOWN)


@contextlib.contextmanager
def _opened(app: Flask) -> Iterator[None]:
    """Work inside an application and close its database behind."""
    with app.app_context():
        try:
            yield
        finally:
            close_archive()


def _part() -> Settings:
    _log()
    settings = part_settings()
    if not settings.redis_url:
        raise ConfigurationError("缺少 HOTLINE_REDIS_URL：中继和工作进程需要 Redis。")
    return settings


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT, stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
