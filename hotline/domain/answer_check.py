"""Advice on an answer while it is being written: does it meet each demand, cite its basis, spare personal data.

Advice, never a wall: whoever writes may know better. Knows no table and no page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hotline.domain.answer_templates import TO_FILL_IN
from hotline.domain.privacy import personal_data_in, quoted

SHORTEST, MOST_DEMANDS, SHOWN = 20, 6, 36
MET = 2  # shared two-character pieces from which a demand counts as taken up
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[！？!?]?")
_CUE = re.compile(
    r"请求|希望|要求|建议|投诉|举报|咨询|想问|请问|请|能否|能不能|是否|为什么|为何|怎么|怎样|什么时候|何时|多久|[？?]"
)
_WHEN = re.compile(r"什么时候|何时|多久|几时|多长时间")
_TIME = re.compile(r"\d+\s*(?:年|月|日|天|小时|个工作日|点)|今天|明天|本周|下周|本月|下月|年底|立即|当日")
_BASIS = re.compile(r"《[^》]+》|〔\d{4}〕|\d+号|第[\d一二三四五六七八九十百]+条|权责清单|三定")
_HANZI = re.compile("[\u3400-\u9fff]{2,}")


@dataclass(frozen=True)
class Advice:
    """One thing to look at again, or one that is well."""

    well: bool
    words: str


def check_answer(asked: str, answer: str, *, basis: str = "", known: Iterable[str] = ()) -> tuple[Advice, ...]:
    """Return what to look at again in an answer; ``known`` are names and numbers of the citizens, never repeated."""
    if not answer.strip():
        return ()
    advice = [*_demands(asked, answer), _basis(answer, basis)]
    if found := personal_data_in(f"{answer}\n{basis}", known):
        advice.append(Advice(False, f"答复里有疑似个人信息：{quoted(found)}，请删去。"))
    if TO_FILL_IN in answer:
        advice.append(Advice(False, "答复里还有“【请填写】”没有补充，请写明或删去。"))
    if len(answer.strip()) < SHORTEST:
        advice.append(Advice(False, "答复很短：请写明做了什么、结果怎样、后续怎么办。"))
    return tuple(advice)


def demands_of(asked: str) -> tuple[str, ...]:
    """Return the sentences in which the citizen wants something; the last one where none says so."""
    sentences = [found.group().strip(" ，,") for found in _SENTENCE.finditer(asked)]
    sentences = [each for each in sentences if each]
    demands = [each for each in sentences if _CUE.search(each)]
    return tuple(demands or sentences[-1:])[:MOST_DEMANDS]


def _demands(asked: str, answer: str) -> Iterable[Advice]:
    said = _pieces(answer)
    missing = [each for each in demands_of(asked) if not _WHEN.search(each) and _is_missing(each, said)]
    for each in missing:
        short = each if len(each) <= SHOWN else f"{each[:SHOWN]}…"
        yield Advice(False, f"这一句诉求似乎还没有回应：“{short}”。")
    if not missing:
        yield Advice(True, "每一项诉求都有回应。")
    if _WHEN.search(asked) and not _TIME.search(answer):
        yield Advice(False, "市民问到时间，答复里没有写明时间。")


def _is_missing(demand: str, said: frozenset[str]) -> bool:
    wanted = _pieces(_CUE.sub(" ", demand))
    return bool(wanted) and len(wanted & said) < min(MET, len(wanted))


def _basis(answer: str, basis: str) -> Advice:
    if _BASIS.search(basis) or _BASIS.search(answer):
        return Advice(True, "写明了依据。")
    if basis.strip():
        return Advice(False, "依据里没有看到文件名称、文号或条款，请写具体。")
    return Advice(False, "还没有写依据（文件名称、文号、条款）。")


def _pieces(text: str) -> frozenset[str]:
    return frozenset(run[at : at + 2] for run in _HANZI.findall(text) for at in range(len(run) - 1))
