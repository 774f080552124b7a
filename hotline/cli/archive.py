"""How a command reaches the database without building the whole application. Knows no ticket."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.exc import ArgumentError, DBAPIError

from hotline import embedded
from hotline.db import db, prepare_engine
from hotline.errors import ConfigurationError
from hotline.settings import Settings


def part_settings() -> Settings:
    """Return the settings of this part; with the embedded database, the data folder fills in what is missing."""
    settings = Settings.from_env()
    if settings.embedded_database:
        embedded.make_private(settings.data_dir)
        return embedded.complete(settings)
    return settings


@contextmanager
def open_archive(settings: Settings | None = None) -> Iterator[Settings]:
    """Open the database for what is inside; raises ConfigurationError where it cannot be reached or has no tables."""
    settings = settings or part_settings()
    app = archive_app(settings)
    with app.app_context():
        try:
            yield settings
        except DBAPIError as error:
            raise ConfigurationError(
                "数据库无法使用：请检查 HOTLINE_DATABASE_URL，并先运行 hotline db upgrade。"
                f"（{type(error.orig).__name__}）"
            ) from error
        finally:
            close_archive()


def close_archive() -> None:
    """Close the connections of this app context's application; SQLite then folds what it wrote into its one file."""
    db.session.remove()
    db.engine.dispose()


def archive_app(settings: Settings) -> Flask:
    """Return an application that has the database and nothing else: for the relay, the clock, and commands."""
    app = Flask("hotline")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    # A message about a failed statement must not quote what a citizen wrote.
    options: dict[str, object] = {"hide_parameters": True}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options | ({} if settings.embedded_database else {"pool_pre_ping": True})
    try:
        db.init_app(app)
        with app.app_context():
            prepare_engine(db.engine)
    except (ArgumentError, ImportError) as error:
        raise ConfigurationError(
            "HOTLINE_DATABASE_URL 的写法不正确，应如 postgresql://用户:密码@主机/库名。"
        ) from error
    return app
