"""The keeper: starts every part as a program of its own, forwards what they say, restarts one that dies, stops all.

Nobody outlives the keeper: each part is in a process group of its own, which is cleared before a restart and at the
end, and on Linux the kernel ends a part when its parent dies, even by SIGKILL. Knows no ticket and no database.
"""

import asyncio
import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hotline import embedded
from hotline.errors import ConfigurationError, reason_of
from hotline.settings import Settings, child_environment

FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.2, 10.0, 5.0  # seconds; a part that ran STEADY starts again at once
TIME_TO_STOP = 15.0
PR_SET_PDEATHSIG = 1
PAGES = (
    ("市民写信、查询、公开答复", "/"),
    ("工作人员登录", "/login"),
    ("话务员", "/operator"),
    ("承办单位", "/department"),
    ("督办员", "/supervisor"),
    ("管理员", "/admin"),
)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Part:
    """One program that the keeper keeps running."""

    name: str
    command: tuple[str, ...]


def hotline_command(*words: str) -> tuple[str, ...]:
    """Return how to call this installation's ``hotline`` with these words."""
    return (sys.executable, "-m", "hotline.cli", *words)


PARTS = tuple(Part(name, hotline_command(name)) for name in ("web", "relay", "worker", "clock"))


def die_with(parent: int) -> None:
    """Ask the kernel to end this program when its parent ends (Linux; elsewhere nothing happens)."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


def keep(settings: Settings, *, say: Callable[[str], None]) -> int:
    """Run the whole service until SIGTERM, SIGINT or SIGHUP; return the exit code.

    ``say`` gets every line, ours and the parts'. Raises ConfigurationError where the service cannot start.
    """
    embedded.make_private(settings.data_dir)
    own_redis = settings.embedded_redis
    settings = embedded.complete(settings)
    with _alone_in(settings):
        _refuse_taken_port(settings)
        return asyncio.run(_Keeper(settings, say).run(own_redis=own_redis))


class _Keeper:
    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self.settings = settings
        self.out = say
        self.environment = {**child_environment(settings), "PYTHONUNBUFFERED": "1"}
        self.stopping = asyncio.Event()
        self.children: dict[str, asyncio.subprocess.Process] = {}

    async def run(self, *, own_redis: bool) -> int:
        """Start what is needed in its order, wait for the end, and stop all in the opposite order."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self.stopping.set)
        redis = self._start([Part("redis", embedded.redis_command(self.settings))] if own_redis else [])
        parts: dict[str, asyncio.Task[None]] = {}
        try:
            if not await self._redis_is_there() or not await self._prepare():
                return 1
            parts = self._start(PARTS)
            announcing = asyncio.create_task(self._announce())
            stop = asyncio.create_task(self.stopping.wait())
            done, _ = await asyncio.wait({stop, *parts.values(), *redis.values()}, return_when=asyncio.FIRST_COMPLETED)
            await announcing
            return 0 if stop in done else 1  # a keeping task ends by itself only where it failed
        finally:
            self.stopping.set()
            self.say("正在停止……")
            await self._end(parts)
            await self._end(redis)
            self.say("已停止。")

    def say(self, line: str) -> None:
        """Pass a line on; the house goes on where nobody listens any more."""
        with contextlib.suppress(OSError):
            self.out(line)

    def _start(self, parts: Iterable[Part]) -> dict[str, asyncio.Task[None]]:
        return {part.name: asyncio.create_task(self._keep(part)) for part in parts}

    async def _keep(self, part: Part) -> None:
        pause, clock = FIRST_PAUSE, asyncio.get_running_loop().time
        while not self.stopping.is_set():
            started = clock()
            code = await self._run(part)
            if self.stopping.is_set():
                return
            pause = FIRST_PAUSE if clock() - started >= STEADY else min(pause * 2, LONGEST_PAUSE)
            self.say(f"{part.name} 意外退出（代码 {code}），{pause:g} 秒后重新启动。")
            await self._stopping_within(pause)

    async def _run(self, part: Part) -> int:
        """Run a part once and return its exit code; whatever it started itself is gone when this returns."""
        keeper = os.getpid()
        child = await asyncio.create_subprocess_exec(
            *part.command,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            process_group=0,
            preexec_fn=lambda: die_with(keeper),
        )
        self.children[part.name] = child
        forwarding = asyncio.create_task(self._forward(part, child))
        code = await child.wait()
        _signal_group(child, signal.SIGKILL)
        await forwarding
        return code

    async def _forward(self, part: Part, child: asyncio.subprocess.Process) -> None:
        rest = b""
        while child.stdout and (chunk := await child.stdout.read(65536)):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self.say(f"{part.name:<6} | {line.decode(errors='replace')}")
        if rest:
            self.say(f"{part.name:<6} | {rest.decode(errors='replace')}")

    async def _end(self, tasks: dict[str, asyncio.Task[None]]) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            for name, task in tasks.items():
                if not task.done() and name in self.children:
                    _signal(self.children[name], number)
            if tasks:
                await asyncio.wait(tasks.values(), timeout=TIME_TO_STOP)
        for task in tasks.values():
            task.result()

    async def _redis_is_there(self) -> bool:
        for _ in range(100):
            if embedded.redis_answers(self.settings.redis_url):
                return True
            if await self._stopping_within(0.1):
                return False
        self.say("Redis 没有应答：请检查 HOTLINE_REDIS_URL，或数据目录 redis 下的文件。")
        return False

    async def _prepare(self) -> bool:
        """Bring the tables up to date before anybody reads them, and build the demo city where it is wanted."""
        steps = [Part("db", hotline_command("db", "upgrade"))]
        if self.settings.demo:
            steps.append(Part("demo", hotline_command("demo")))
        for step in steps:
            if self.stopping.is_set() or await self._run(step):
                return False
        return True

    async def _announce(self) -> None:
        """Say where the pages are once the service answers that it is ready."""
        while not await _is_ready(self.settings):
            if await self._stopping_within(0.2):
                return
        self.say("服务已就绪：")
        for words, path in PAGES:
            self.say(f"  {address(self.settings)}{path}  {words}")

    async def _stopping_within(self, seconds: float) -> bool:
        """Wait so long, or until the keeper is asked to stop; tell which."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)
        return self.stopping.is_set()


def address(settings: Settings) -> str:
    """Return the address under which this machine reaches the pages."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"


async def _is_ready(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    try:
        reader, writer = await asyncio.open_connection(host, settings.port)
    except OSError:
        return False
    try:
        writer.write(f"GET /health/ready HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        status = await asyncio.wait_for(reader.readline(), 10)
        return status.split(b" ")[1:2] == [b"200"]
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()


def _signal(child: asyncio.subprocess.Process, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(number)


def _signal_group(child: asyncio.subprocess.Process, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


@contextlib.contextmanager
def _alone_in(settings: Settings) -> Iterator[None]:
    """Hold the data folder for this keeper; two of them would share one Redis and one port."""
    with (settings.data_dir / "keeper.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError(f"数据目录 {settings.data_dir} 已有服务在运行，请先停止它。") from None
        yield


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            place = f"{settings.host}:{settings.port}"
            raise ConfigurationError(
                f"不能监听 {place}（{reason_of(error)}）：请用 HOTLINE_HOST、HOTLINE_PORT 换一个地址。"
            ) from None
