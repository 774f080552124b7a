"""What is not ours to dispatch: emergencies, other procedures, other places — with the path to tell the citizen.

Rules over normalised text; the words are written in code because they are law, not a city's choice.
Knows nothing of departments.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from importlib import resources

from routing.cries import Sound
from routing.decision import Divert
from routing.signs import Signs


@dataclass(frozen=True, slots=True)
class Rule:
    """One path away from dispatch, with what the citizen is told; its signs stand in another table."""

    to: str
    why: str
    advice: str


EMERGENCIES = (
    Rule("119", "火灾、爆炸或人员被困，须立即救援", "请立即拨打119，并尽快离开危险处。"),
    Rule("110", "有人身危险或正在发生的违法犯罪", "请立即拨打110报警。"),
    Rule("120", "有人急病或受伤，须立即急救", "请立即拨打120。"),
    Rule("122", "交通事故现场须立即处置", "请立即拨打122报警；有人受伤同时拨打120。"),
)

EMERGENCY_NUMBERS = tuple(rule.to for rule in EMERGENCIES)
ANY_DANGER = "110"

PROCEDURES = (
    Rule(
        "依申请公开",
        "申请公开政府信息有专门程序",
        "请向制作该信息的机关提出政府信息公开申请，自收到之日起20个工作日内答复。",
    ),
    Rule(
        "诉讼仲裁复议",
        "诉讼、仲裁、行政复议事项依法定程序处理",
        "请按文书上写明的期限和机关上诉、申诉、申请复议或执行。",
    ),
    Rule(
        "纪检监察",
        "反映公职人员违纪违法由纪检监察机关受理",
        "请拨打12388或登录12388举报网站向纪检监察机关反映。",
    ),
    Rule(
        "信访",
        "已进入信访程序的事项按信访程序办理",
        "请自收到答复意见之日起30日内向上一级机关申请复查或复核。",
    ),
)

PROCEDURE_SIGNS = {
    "依申请公开": (
        {
            "words": "申请",
            "pattern": (
                "申请(?:政府)?信息公开|依申请公开|政府信息公开申请|申请公开.{0,20}(?:文件|信息|资料|材料|批复)"
            ),
        },
    ),
    "诉讼仲裁复议": (
        {"words": "不服", "pattern": "不服.{0,12}(?:判决|裁定|裁决|复议决定)"},
        {"words": "申请", "pattern": "申请(?:行政复议|再审|强制执行)"},
        {"words": "法院", "pattern": "法院.{0,8}(?:不执行|拒不执行|执行不了|迟迟不判)"},
        {"words": "提起行政复议"},
    ),
    "纪检监察": (
        {
            "words": "举报 检举 控告",
            "pattern": ("(?:举报|检举|控告).{0,30}(?:贪污|受贿|行贿|索贿|腐败|收受|以权谋私|公款吃喝|贪腐)"),
        },
        {"words": "贪污 受贿 索贿 以权谋私", "pattern": "(?:贪污|受贿|索贿|以权谋私).{0,20}(?:举报|检举|查处|严查)"},
    ),
    "信访": (
        {"words": "信访复查 信访复核 信访终结"},
        {"words": "信访", "pattern": "不服.{0,8}信访.{0,6}(?:意见|答复)|申请.{0,4}(?:复查|复核).{0,6}信访"},
    ),
}

_TABLE = json.loads(resources.files("data").joinpath("emergencies.json").read_bytes())
_NAMES, _HARMLESS = _TABLE["names"], tuple(" ".join(_TABLE["harmless"]).split())
_FIGURES = {"words": _TABLE["figures"]["words"], "pattern": "|".join(_TABLE["figures"]["patterns"])}
_CRIES = Signs({rule.to: _TABLE["signs"][rule.to] for rule in EMERGENCIES}, _NAMES, _HARMLESS, _FIGURES)
_DANGERS = Signs({"urgent": _TABLE["signs"]["urgent"]}, _NAMES, _HARMLESS, _FIGURES)
_PROCEDURES = Signs(PROCEDURE_SIGNS)
_RULES = {rule.to: rule for rule in (*EMERGENCIES, *PROCEDURES)}
_CALLS = Signs({rule.to: [{"words": _TABLE["calls"][rule.to]}] for rule in EMERGENCIES}, harmless=_HARMLESS)
_SOUND = Sound(_TABLE["cry"])
HEARD_FROM, SIGN_WORTH = float(_TABLE["cry"]["from"]), float(_TABLE["cry"]["sign"])
# Patterns without blanks: what says that it is past, feared, asked about, or an office's matter.
_TALK = re.compile("|".join(" ".join(_TABLE["talk"].values()).split()))
LONGEST_CRY = 120  # characters; longer messages tell a story
URGENT_LENGTH = 300  # nobody writes so much while it burns
SAID = 30  # characters of the message that an answer quotes at most
AROUND = 25  # characters before and behind a sign in which talk is recognised and the sound of a longer message judged


def set_apart(normal: str) -> tuple[Divert | None, bool]:
    """Return the path a message must take instead of dispatch, emergencies first, and whether it cannot wait a day.

    No path where it is ours. A short message is judged by how it sounds, to which a sign adds, a longer one by its
    signs and how sounds what stands around them.
    """
    if len(normal) > URGENT_LENGTH:
        return _procedure(normal), False
    cry = _short_cry(normal) if len(normal) <= LONGEST_CRY else _long_cry(normal)
    if cry is not None:
        return cry, True
    return _procedure(normal), any(not _only_talk(normal, start, end) for _, start, end in _DANGERS.find(normal))


def cry_score(normal: str) -> float:
    """Return how much a short message sounds like a cry for help; about 0 is a half chance."""
    return _SOUND.score(_CRIES.bare(normal))


def _short_cry(normal: str) -> Divert | None:
    signs = list(_CRIES.find(normal))
    told = any(not _only_talk(normal, start, end) for _, start, end in signs)
    if cry_score(normal) + told * SIGN_WORTH <= HEARD_FROM:
        return None
    for to, start, end in signs:
        return _divert(to, normal[start:end])
    return _likeliest_call(normal)


def _likeliest_call(normal: str) -> Divert:
    """Return the number of which most words stand, for a cry that no sign tells; the police where none stands."""
    found = list(_CALLS.find(normal))
    counts = Counter(to for to, _, _ in found)
    to = max(EMERGENCY_NUMBERS, key=lambda number: counts[number]) if found else ANY_DANGER
    said = next((normal[start:end] for group, start, end in found if group == to), normal.strip()[:SAID])
    return _divert(to, said)


def _long_cry(normal: str) -> Divert | None:
    for to, start, end in _CRIES.find(normal):
        around = normal[max(0, start - AROUND) : end + AROUND]
        if not _only_talk(normal, start, end) and cry_score(around) > HEARD_FROM:
            return _divert(to, normal[start:end])
    return None


def _procedure(normal: str) -> Divert | None:
    for to, start, end in _PROCEDURES.find(normal):
        return _divert(to, normal[start:end][:SAID])
    return None


def _divert(to: str, said: str) -> Divert:
    return Divert(to, f"{_RULES[to].why}（“{said}”）", _RULES[to].advice)


def _only_talk(normal: str, start: int, end: int) -> bool:
    """Tell whether the words around say that it is past, feared, or a question of rules."""
    return _TALK.search(normal, max(0, start - AROUND), end + AROUND) is not None
