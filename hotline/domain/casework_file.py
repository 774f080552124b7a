"""Reading data/casework.json: strict, every refusal names the place and the reason. Knows no ticket."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from hotline.domain.casework import Casework, CaseworkRules, LateRuling
from hotline.domain.deadlines import Limit
from hotline.domain.limits_file import limit_in
from hotline.domain.people import Role
from hotline.domain.strict import (
    STATUSES,
    Wrong,
    count,
    dated_versions,
    day,
    mapping,
    one_of,
    reading,
    text_in,
)

FILE_NAME = "casework.json"
PARTS = ("returns", "ruling", "fallback", "wait", "joint", "rework")
VERSION_KEYS = ("version", "from", "status", "source", "note", *PARTS)
APPROVERS = (Role.OPERATOR, Role.SUPERVISOR, Role.DEPARTMENT)
MOST = 20


def load_casework(path: Path | None = None) -> CaseworkRules:
    """Return the rules of the file (default: the packaged one); raise ConfigurationError for what is wrong in it."""
    with reading(path or Path(str(files("data"))) / FILE_NAME) as document:
        versions = dated_versions(document, _version)
    return CaseworkRules(versions)


def _version(row: object, place: str) -> Casework:
    record = mapping(row, place, VERSION_KEYS)
    name = text_in(record, "version", place)
    place = f"{place}（“{name}”）"
    returns = mapping(record.get("returns"), f"{place}.returns", ("most",))
    ruling = mapping(record.get("ruling"), f"{place}.ruling", ("limit", "when_late"))
    fallback = mapping(record.get("fallback"), f"{place}.fallback", ("department", "by_district"))
    wait = mapping(record.get("wait"), f"{place}.wait", ("times", "limit"))
    joint = mapping(record.get("joint"), f"{place}.joint", ("limit", "approved_by"))
    rework = mapping(record.get("rework"), f"{place}.rework", ("most",))
    words = tuple(each.value for each in LateRuling)
    approvers = tuple(each.value for each in APPROVERS)
    return Casework(
        version=name,
        first_day=day(record.get("from"), f"{place}.from"),
        source=text_in(record, "source", place),
        status=one_of(record.get("status"), STATUSES, f"{place}.status"),
        most_returns=_at_least_once(returns.get("most"), f"{place}.returns.most"),
        ruling=_limit(ruling, f"{place}.ruling"),
        late_ruling=LateRuling(one_of(ruling.get("when_late"), words, f"{place}.ruling.when_late")),
        fallback=text_in(fallback, "department", f"{place}.fallback"),
        fallback_by_district=_by_district(fallback.get("by_district", {}), f"{place}.fallback.by_district"),
        most_waits=count(wait.get("times"), f"{place}.wait.times", most=MOST),
        wait=_limit(wait, f"{place}.wait"),
        joint=_limit(joint, f"{place}.joint"),
        joint_approved_by=Role(one_of(joint.get("approved_by"), approvers, f"{place}.joint.approved_by")),
        most_reworks=_at_least_once(rework.get("most"), f"{place}.rework.most"),
    )


def _limit(record: Mapping[str, object], place: str) -> Limit:
    limit = limit_in(record.get("limit"), f"{place}.limit")
    if limit is None:
        raise Wrong(f"{place}.limit：这项时限不能为空。")
    return limit


def _at_least_once(value: object, place: str) -> int:
    found = count(value, place, most=MOST)
    if found == 0:
        raise Wrong(f"{place} 应为1至{MOST}的整数，现为“0”。")
    return found


def _by_district(value: object, place: str) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise Wrong(f"{place} 应为对象。")
    return MappingProxyType({name: text_in(value, name, place) for name in value})
