"""Reading data/supervision.json: strict, every refusal names the place and the reason. Knows no ticket."""

from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from hotline.domain.reminders_file import read_reminders
from hotline.domain.strict import (
    STATUSES,
    Wrong,
    dated_versions,
    day,
    flag,
    mapping,
    one_of,
    reading,
    text_in,
)
from hotline.domain.supervision import OrderKind, OrderRule, SupervisionRules, SupervisionVersion

FILE_NAME = "supervision.json"
VERSION_KEYS = ("version", "from", "status", "source", "note", "orders", "reminders")
ORDER_KEYS = ("title", "needs_answer", "needs_leader")


def load_supervision(path: Path | None = None) -> SupervisionRules:
    """Return the rules of the file (default: the packaged one); raise ConfigurationError for what is wrong in it."""
    with reading(path or Path(str(files("data"))) / FILE_NAME) as document:
        versions = dated_versions(document, _version)
    return SupervisionRules(versions)


def _version(row: object, place: str) -> SupervisionVersion:
    record = mapping(row, place, VERSION_KEYS)
    name = text_in(record, "version", place)
    place = f"{place}（“{name}”）"
    orders = mapping(record.get("orders"), f"{place}.orders", tuple(kind.value for kind in OrderKind))
    for kind in OrderKind:
        if kind.value not in orders:
            raise Wrong(f"{place}.orders 缺少 {kind.value}（{kind.label}）。")
    steps, late_after_minutes = read_reminders(record.get("reminders"), f"{place}.reminders")
    return SupervisionVersion(
        version=name,
        first_day=day(record.get("from"), f"{place}.from"),
        source=text_in(record, "source", place),
        status=one_of(record.get("status"), STATUSES, f"{place}.status"),
        orders=MappingProxyType({kind: _order(kind, orders[kind.value], f"{place}.orders") for kind in OrderKind}),
        steps=steps,
        late_after=timedelta(minutes=late_after_minutes),
    )


def _order(kind: OrderKind, row: object, place: str) -> OrderRule:
    place = f"{place}.{kind.value}"
    record = mapping(row, place, ORDER_KEYS)
    rule = OrderRule(
        kind=kind,
        title=text_in(record, "title", place),
        needs_answer=flag(record.get("needs_answer"), f"{place}.needs_answer"),
        needs_leader=flag(record.get("needs_leader"), f"{place}.needs_leader"),
    )
    if rule.needs_leader and not rule.needs_answer:
        raise Wrong(f"{place}：不要求答复时，needs_leader 应为 false。")
    return rule
