"""What the environment decides, read once. The only place that reads environment variables; knows no Flask."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hotline.errors import ConfigurationError

PREFIX = "HOTLINE_"
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
USUAL_PACE = "60000/minute"  # stops a system that has lost its way, not one that is in a hurry
KNOWN = {
    "HOTLINE_HOST": "address to listen on (127.0.0.1)",
    "HOTLINE_PORT": "port to listen on (8000)",
    "HOTLINE_DATA_DIR": "folder of the embedded database and Redis (./var)",
    "HOTLINE_DATABASE_URL": "SQLAlchemy URL (default: SQLite in the data folder)",
    "HOTLINE_REDIS_URL": "Redis URL (default: a Redis of our own beside the service)",
    "HOTLINE_SECRET_KEY": "signs sessions; required in production",
    "HOTLINE_DEMO": "0 starts without demo staff and demo tickets",
    "HOTLINE_ATTACHMENTS_URL": "s3+https://key:secret@host/bucket, for files that are not to lie in the data folder",
    "HOTLINE_CLAMAV_URL": "tcp://host:3310 or unix:///path of a ClamAV daemon that sees every file before it is kept",
    "HOTLINE_SMTP_URL": "smtp://user:password@host:port?from=address, for letters to citizens and departments",
    "HOTLINE_WEB_WORKERS": "web worker processes (2)",
    "HOTLINE_HTTPS": "1 where the pages are served over HTTPS: cookies are then marked secure",
    "HOTLINE_API_PACE": "requests that one token may make, as in 600/minute (60000/minute)",
    "HOTLINE_SMS_URL": "http(s)://user:password@gateway/path of the short message gateway, for citizens without e-mail",
    "HOTLINE_MAILBOX_PASSWORD": "password of mailboxes that are read by IMAP and name no password file",
    "HOTLINE_TRUSTED_PROXIES": "number of reverse proxies in front that set X-Forwarded-For (0)",
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything a deployment decides; made by ``from_env`` and passed on, never read from globals."""

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("var")
    database_url: str = ""
    redis_url: str = ""
    secret_key: str = ""
    demo: bool = True
    smtp_url: str = ""
    web_workers: int = 2
    https: bool = False
    trusted_proxies: int = 0
    api_pace: str = USUAL_PACE
    sms_url: str = ""
    attachments_url: str = field(default="", repr=False)
    clamav_url: str = ""
    mailbox_password: str = field(default="", repr=False)

    @property
    def embedded_database(self) -> bool:
        """Tell whether the database is our own SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def embedded_redis(self) -> bool:
        """Tell whether Redis is ours to start."""
        return not self.redis_url

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; refuse unknown HOTLINE_ names and unreadable values with ConfigurationError."""
        env = os.environ if environ is None else environ
        refuse_unknown_names(env)
        data_dir = Path(env.get("HOTLINE_DATA_DIR") or "var").absolute()
        return cls(
            host=env.get("HOTLINE_HOST") or "127.0.0.1",
            port=_whole_number(env, "HOTLINE_PORT", 8000, least=1, most=65_535),
            data_dir=data_dir,
            database_url=_with_driver(env.get("HOTLINE_DATABASE_URL") or f"sqlite:///{data_dir / 'hotline.sqlite3'}"),
            redis_url=env.get("HOTLINE_REDIS_URL", ""),
            secret_key=env.get("HOTLINE_SECRET_KEY", ""),
            demo=_flag(env, "HOTLINE_DEMO", default="1"),
            smtp_url=env.get("HOTLINE_SMTP_URL", ""),
            web_workers=_whole_number(env, "HOTLINE_WEB_WORKERS", 2, least=1, most=999),
            https=_flag(env, "HOTLINE_HTTPS", default="0"),
            api_pace=env.get("HOTLINE_API_PACE") or USUAL_PACE,
            sms_url=env.get("HOTLINE_SMS_URL", ""),
            attachments_url=env.get("HOTLINE_ATTACHMENTS_URL", ""),
            clamav_url=env.get("HOTLINE_CLAMAV_URL", ""),
            mailbox_password=env.get("HOTLINE_MAILBOX_PASSWORD", ""),
            trusted_proxies=_whole_number(env, "HOTLINE_TRUSTED_PROXIES", 0, least=0, most=99),
        )


def child_environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which a child of the keeper sees exactly these settings."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
        "HOTLINE_HOST": settings.host,
        "HOTLINE_PORT": str(settings.port),
        "HOTLINE_DATA_DIR": str(settings.data_dir),
        "HOTLINE_DATABASE_URL": settings.database_url,
        "HOTLINE_REDIS_URL": settings.redis_url,
        "HOTLINE_SECRET_KEY": settings.secret_key,
        "HOTLINE_DEMO": "1" if settings.demo else "0",
        "HOTLINE_SMTP_URL": settings.smtp_url,
        "HOTLINE_WEB_WORKERS": str(settings.web_workers),
        "HOTLINE_HTTPS": "1" if settings.https else "0",
        "HOTLINE_API_PACE": settings.api_pace,
        "HOTLINE_SMS_URL": settings.sms_url,
        "HOTLINE_ATTACHMENTS_URL": settings.attachments_url,
        "HOTLINE_CLAMAV_URL": settings.clamav_url,
        "HOTLINE_MAILBOX_PASSWORD": settings.mailbox_password,
        "HOTLINE_TRUSTED_PROXIES": str(settings.trusted_proxies),
    }


def refuse_unknown_names(environ: Mapping[str, str] | None = None) -> None:
    """Refuse a HOTLINE_ name that no setting has, and name the nearest; raises ConfigurationError."""
    for name in os.environ if environ is None else environ:
        if name.startswith(PREFIX) and name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.0)
            raise ConfigurationError(f"不认识环境变量 {name}；是否想写 {near[0]}？")


def _whole_number(env: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise ConfigurationError(f"环境变量 {name} 应为{least}至{most}的整数，现为“{text}”。")
    return int(text)


def _flag(env: Mapping[str, str], name: str, *, default: str) -> bool:
    """Return yes or no; a word that is neither is refused, for it would mean demo tickets in a real house."""
    text = (env.get(name) or default).strip().lower()
    if text not in YES + NO:
        raise ConfigurationError(f"环境变量 {name} 应为 1 或 0，现为“{text}”。")
    return text in YES


def _with_driver(url: str) -> str:
    """Name the PostgreSQL driver we install, so that the usual spellings of the URL work."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url
