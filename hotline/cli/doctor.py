"""``hotline doctor``: says what is well, what is not, and what to do about it. Changes nothing."""

import shutil
import sys
from collections.abc import Callable, Iterator
from enum import Enum

import click

from hotline.cli.archive import open_archive, part_settings
from hotline.errors import ConfigurationError
from hotline.settings import Settings

ENOUGH_SPACE = 1024**3  # bytes


class Verdict(Enum):
    """How a finding is marked."""

    WELL = "正常"
    NOTE = "注意"
    FAULT = "故障"


Finding = tuple[Verdict, str]


@click.command("doctor")
def doctor_command() -> None:
    """Look at settings, database, Redis and the parts; exit code 1 where something is broken."""
    settings = part_settings()
    findings = list(_look(settings))
    for verdict, words in findings:
        click.echo(f"[{verdict.value}] {words}")
    sys.exit(1 if any(verdict is Verdict.FAULT for verdict, _ in findings) else 0)


def _look(settings: Settings) -> Iterator[Finding]:
    for check in CHECKS:
        try:
            yield from check(settings)
        except ConfigurationError as error:
            yield Verdict.FAULT, error.message


def _look_at_settings(settings: Settings) -> Iterator[Finding]:
    kind = "内嵌 SQLite" if settings.embedded_database else "外部数据库"
    yield Verdict.WELL, f"设置可读：{kind}，数据目录 {settings.data_dir}"
    if not settings.secret_key:
        yield Verdict.FAULT, "缺少 HOTLINE_SECRET_KEY"
    if settings.demo and not settings.embedded_database:
        yield Verdict.NOTE, "HOTLINE_DEMO 未设为 0：首次启动会建立演示账号和演示工单"
    if settings.data_dir.exists() and (free := shutil.disk_usage(settings.data_dir).free) < ENOUGH_SPACE:
        yield Verdict.NOTE, f"数据目录所在磁盘只剩 {free // 1024**2} MB"


def _look_at_redis(settings: Settings) -> Iterator[Finding]:
    from hotline.embedded import redis_answers

    if not settings.redis_url:
        yield Verdict.FAULT, "缺少 HOTLINE_REDIS_URL"
    elif redis_answers(settings.redis_url):
        yield Verdict.WELL, "Redis 有应答"
    else:
        yield (
            Verdict.FAULT,
            "Redis 没有应答（服务没有启动，或地址不对）：受理照常，派单建议和通知等它恢复",
        )


def _look_at_attachments(settings: Settings) -> Iterator[Finding]:
    from hotline.attachments import open_scanner, open_store

    store = open_store(settings.attachments_url, settings.data_dir / "attachments")
    where = "存储桶" if settings.attachments_url else "数据目录"
    trouble = store.find_trouble()
    yield (Verdict.FAULT, f"附件不能保存：{trouble}") if trouble else (Verdict.WELL, f"附件可以保存（{where}）")
    if scanner := open_scanner(settings.clamav_url):
        trouble = scanner.find_trouble()
        held = f"附件安全检查（ClamAV）{trouble}：新的附件先留存，恢复后补查"
        yield (Verdict.FAULT, held) if trouble else (Verdict.WELL, "附件安全检查（ClamAV）有应答")


def _look_at_mail(settings: Settings) -> Iterator[Finding]:
    from workers.channels.smtp import Smtp

    if not settings.smtp_url:
        yield Verdict.NOTE, "没有设置 HOTLINE_SMTP_URL：通知只写入日志，不发邮件"
        return
    server = Smtp.from_url(settings.smtp_url)
    trouble = server.find_trouble()
    if trouble:
        yield Verdict.FAULT, f"邮件服务器 {server.host}:{server.port} {trouble}"
    else:
        yield Verdict.WELL, "邮件服务器可以登录"


def _look_at_database(settings: Settings) -> Iterator[Finding]:
    from hotline.clock import now
    from hotline.queries import yard

    with open_archive(settings):
        if not yard.tables_are_current():
            yield Verdict.FAULT, "数据库结构不是本程序的版本：请运行 hotline db upgrade"
            return
        yield Verdict.WELL, "数据库可用，结构是最新的"
        yield _look_at_calendar()
        for name, silence in yard.silences(at=now()).items():
            if silence is None or silence > yard.SILENCE[name]:
                seen = "从未" if silence is None else f"已有 {silence.total_seconds():.0f} 秒没有"
                yield Verdict.FAULT, f"{name} {seen}报到：请查看它是否在运行"
            else:
                yield Verdict.WELL, f"{name} 在运行"
        state = yard.outbox_state(at=now())
        if not state.healthy:
            yield Verdict.FAULT, f"待办队列积压：{state.open} 条，最久的已迟 {state.overdue.total_seconds():.0f} 秒"
        if state.given_up:
            yield Verdict.NOTE, f"有 {state.given_up} 条通知或派单建议已放弃，最近的："
            for number, tell, reason in yard.list_given_up(5):
                yield Verdict.NOTE, f"  工单 {number} {tell}：{reason}"


def _look_at_calendar() -> Finding:
    """Ask the edition in force, as the running programs do."""
    from datetime import timedelta

    from hotline.clock import now
    from hotline.domain.city import city_time
    from hotline.domain.vocabulary import Book
    from hotline.editions import packaged_text, read
    from hotline.queries import editions

    edition = editions.find_in_force(Book.CALENDAR)
    calendar = read(Book.CALENDAR, edition.content if edition else packaged_text(Book.CALENDAR))
    wanted = {city_time(now() + ahead).year for ahead in (timedelta(0), timedelta(days=60))}
    if unknown := sorted(wanted - calendar.known_years):
        return Verdict.NOTE, f"工作日历缺少{'、'.join(map(str, unknown))}年，请在管理页的“工作日历”中补充"
    return Verdict.WELL, "工作日历覆盖今后60天"


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _look_at_settings,
    _look_at_redis,
    _look_at_attachments,
    _look_at_mail,
    _look_at_database,
)
