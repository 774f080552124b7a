"""Which part of a message a position lies in: title, demand, background, or somebody else's quoted reply.

Also reads out place names, so that 学院路 is never taken for a college. Knows nothing of departments.
"""

import re
from collections.abc import Iterable, Iterator

TITLE, DEMAND, BODY, QUOTE = range(4)

_DEMAND = re.compile(
    r"(?:请求|恳请|恳求|希望|请问|想问|咨询|投诉|举报|要求|强烈要求|建议|望(?:有关|相关|领导|政府|部门)|"
    r"请(?:有关|相关|领导|政府|部门|尽快|及时|帮|给|予|书记|市长|贵)|能否|可否|是否可以|什么时候)[^。!?;\n]{0,80}"
)
_QUOTE = re.compile(
    r"(?:(?:回复|答复|回复内容|答复内容|复函|回函)(?:如下|说|称|是|内容)?[:“\"]|来信收悉|您反映的|您所反映的|网友[“\"'].{0,20}您好)"
    r"[^\n”\"]{0,400}"
)
PLACE_TAIL = frozenset("路街巷镇乡村")
PLACE_FRONT = PLACE_TAIL | {"大"}  # how what follows begins where it makes a place name
NOT_A_PLACE = frozenset("灯口面上边段旁况障桥中过政道民委里两支干组")
_MASKED = re.compile(r"[a-z]\d{0,2}(?:市|区|县|州|省)")
_ROAD = re.compile(r"[一-龥]{2,4}(?:大道|路(?![灯口面上边段旁况障桥])|街道|社区|小区|镇|村(?!民|委))")
_ROAD_TAIL = re.compile("大道|路|街道|社区|小区|镇|村")
_ROAD_START = re.compile(r".*?(?:位于|住在|家住|坐落在|地处|就在|[在是到从和与县区市])(?=.{2})")


def parts_of(normal: str, title_length: int) -> bytearray:
    r"""Return one part code for every character of a normalised ``title + "\n" + text``."""
    codes = bytearray([BODY]) * len(normal)
    for match in _DEMAND.finditer(normal, title_length + 1):
        _paint(codes, match.start(), match.end(), DEMAND)
    for match in _QUOTE.finditer(normal, title_length + 1):
        _paint(codes, match.start(), match.end(), QUOTE)
    _paint(codes, 0, title_length, TITLE)
    return codes


def _paint(codes: bytearray, start: int, end: int, code: int) -> None:
    codes[start:end] = bytes([code]) * (end - start)


def names_a_place(normal: str, end: int) -> bool:
    """Tell whether a short word ending here is the front of a place name, as 学院 is in 学院路."""
    tail = normal[end : end + 2]
    if not tail:
        return False
    if tail == "大道":
        return True
    return tail[0] in PLACE_TAIL and tail[1:] not in NOT_A_PLACE


def name_places(whole: str, spans: Iterable[tuple[int, int]], limit: int = 8) -> tuple[str, ...]:
    """Read out at most ``limit`` places, as they are written, in order and without repeats."""
    found: dict[str, None] = {}
    for start, end in spans:
        found.setdefault(whole[start:end])
        if len(found) >= limit:
            break
    return tuple(found)


def place_spans(normal: str) -> Iterator[tuple[int, int]]:
    """Yield where a normalised message names a place: masked districts first, then roads, estates and villages."""
    for match in _MASKED.finditer(normal):
        yield match.span()
    done = 0
    for tail in _ROAD_TAIL.finditer(normal):  # few characters end a name, so only what stands before those is tried
        road = _road_at(normal, max(done, tail.start() - 4), tail.start() - 2)
        if road is None:
            continue
        done = road.end()
        lead_in = _ROAD_START.match(road.group())
        yield road.start() + (lead_in.end() if lead_in else 0), done


def _road_at(normal: str, first: int, last: int) -> re.Match[str] | None:
    """Return the name that begins at the first possible place from ``first`` to ``last``."""
    for start in range(first, last + 1):
        match = _ROAD.match(normal, start)
        if match:
            return match
    return None
