"""The only place where the parts meet: settings, database, the study, the counters. Holds no rule of its own.

The counters are imported only by the program that opens them: the others start in a third of the time.
"""

from importlib.resources import files
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from hotline.attachments import open_scanner, open_store
from hotline.db import db, prepare_engine
from hotline.domain.answer_templates import load_answer_templates
from hotline.domain.calendar_source import load_calendar
from hotline.domain.casework_file import load_casework
from hotline.domain.figures_file import load_formulas
from hotline.domain.limits import LimitTable
from hotline.domain.lines import load_lines
from hotline.domain.repeat_rules import load_repeat_rules
from hotline.domain.rules import CityRules
from hotline.domain.supervision_file import load_supervision
from hotline.errors import ConfigurationError
from hotline.flow.learning import Study
from hotline.parts import EXTENSION, Parts
from hotline.settings import Settings
from routing import Directory

MAX_BODY_BYTES = 4 * 1024 * 1024  # a batch of 1,000 messages; single texts are limited by domain.text_input


def create_app(settings: Settings) -> Flask:
    """Build the application with its counters open and its study ready to answer.

    Raises ConfigurationError where a secret or a configuration file is missing.
    """
    from hotline import web
    from hotline.web.api.rates import read_pace
    from hotline.web.attachments import FormRequest

    read_pace(settings.api_pace)  # a misspelt pace is found at the start, not at the first request
    app = create_yard(settings)
    app.request_class = FormRequest
    web.open_counters(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    found: Parts = app.extensions[EXTENSION]
    found.study.get_ready()  # before the first visitor, and before web workers fork and share it
    return app


def create_yard(settings: Settings) -> Flask:
    """Build the application without counters, for workers, clock and commands; raises as ``create_app`` does."""
    if not settings.secret_key:
        raise ConfigurationError("缺少 HOTLINE_SECRET_KEY：正式运行必须设置会话密钥。")
    app = Flask(
        "hotline", template_folder=str(_packaged("templates")), static_folder=str(_packaged("hotline") / "static")
    )
    app.config.update(_flask_config(settings))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    directory = Directory.packaged()
    app.extensions[EXTENSION] = Parts(
        settings=settings,
        rules=packaged_rules(),
        directory=directory,
        scanner=open_scanner(settings.clamav_url),
        attachments=open_store(settings.attachments_url, settings.data_dir / "attachments"),
        study=Study(directory),
        formulas=load_formulas(),
        repeat_rules=load_repeat_rules(),
        lines=load_lines(),
        answer_templates=load_answer_templates(),
    )
    return app


def packaged_rules() -> CityRules:
    """Return what a city begins with: the rules that come with the service."""
    return CityRules(
        limits=LimitTable.packaged(),
        calendar=load_calendar(),
        casework=load_casework(),
        supervision=load_supervision(),
    )


def _packaged(package: str) -> Path:
    return Path(str(files(package)))


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "SESSION_COOKIE_NAME": "hotline",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "PERMANENT_SESSION_LIFETIME": 12 * 3600,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: an operator's page stays open all day
    }


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.embedded_database:
        return {"pool_size": 8, "max_overflow": 24}  # a thread may hold one while it waits for its turn
    return {"pool_size": 4, "max_overflow": 8}
