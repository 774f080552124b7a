"""The boards and mailboxes that are read by us, in words: how far, how many, what went wrong. Knows no rule."""

from dataclasses import dataclass

from hotline.domain.boards import Board
from hotline.domain.mail import Place
from hotline.domain.mailboxes import Mailbox, load_sources, own_file
from hotline.errors import ConfigurationError
from hotline.parts import parts
from hotline.queries import readings
from hotline.queries.readings import Asked, PutAside, Reading

BY_HAND = "不定时读取"
NEVER = Reading(source_id="", position="", taken=0, refused=0, read_at=None, last_error="", failed_at=None)


@dataclass(frozen=True, kw_only=True)
class ReadSource:
    """One source as the page shows it."""

    id: str
    name: str
    kind: str
    rhythm: str
    position: str
    reading: Reading
    asked: Asked | None


@dataclass(frozen=True, kw_only=True)
class ReadSources:
    """All of them; ``trouble`` says why the file that names them cannot be read."""

    sources: tuple[ReadSource, ...] = ()
    aside: tuple[tuple[str, PutAside], ...] = ()
    trouble: str = ""

    @property
    def failing(self) -> tuple[ReadSource, ...]:
        """Return those that could not be read when they were last tried."""
        return tuple(each for each in self.sources if each.reading.last_error)


def read_sources() -> ReadSources:
    """Return what the city lets us read, and how that goes."""
    try:
        named = load_sources(own_file(parts().settings.data_dir))
    except ConfigurationError as trouble:
        return ReadSources(trouble=trouble.message)
    found, asked = readings.by_source(), readings.asked_by_source()
    names = {each.id: each.name for each in named}
    return ReadSources(
        sources=tuple(_shown(each, found.get(each.id, NEVER), asked.get(each.id)) for each in named),
        aside=tuple((names[each.source_id], each) for each in readings.list_put_aside(names)),
    )


def _shown(source: Board | Mailbox, reading: Reading, asked: Asked | None) -> ReadSource:
    is_mailbox = isinstance(source, Mailbox)
    return ReadSource(
        id=source.id,
        name=source.name,
        kind="邮箱" if is_mailbox else source.channel.label if isinstance(source, Board) else "",
        rhythm=f"每{source.every}分钟" if source.every else BY_HAND,
        position=_position(source, reading.position),
        reading=reading,
        asked=asked,
    )


def _position(source: Board | Mailbox, kept: str) -> str:
    """Return a position in words; an address may hold what only the two sides know, and is not shown."""
    if isinstance(source, Mailbox):
        return f"读到第{Place.read(kept).uid}号邮件" if kept else "尚未开始"
    if source.after:
        return f"读到 {kept[:60]}" if kept else "尚未开始"
    return ("下一页的地址已记下" if kept else "尚未开始") if source.next else "每次整份核对"
