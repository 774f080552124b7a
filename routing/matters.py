"""A message read for comparison: what it names, which districts, and how much each of its words tells.

Words are weighed by how rare they are in the language (jieba's counts); what the dictionary does not know, as most
names, weighs most. Personal data is taken out first. Knows nothing of other messages.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from routing.features import without_names
from routing.named import LINE, SITE, Name, find_districts, find_names, find_regions
from routing.text import normalise, shared_tokenizer
from routing.themes import find_themes

TITLE_WORTH = 1.5
UNKNOWN = 13.0  # weight of a piece that the dictionary does not know
MOST = 12.0  # weight of the rarest known word
LEAST = 6.8  # words more frequent than this tell nothing
USUAL_LETTER = 9_000  # a pair of letters, each used at least this often, is no name
LONGEST_TEXT = 800  # characters read of a message: what it is about stands before that
MOST_KEYS = 14
HEAD = 40  # characters that stand for the title where a message has none
_LONG_DIGITS = re.compile(r"[0-9*]{5,}")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?[万元栋期号楼路线kv]*")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_WORD = re.compile(r"[一-鿿]{2,}|[a-z]{2,}|[0-9]{2,4}[a-z]+")
_HAN = re.compile(r"[一-鿿]")
_FUNCTION = frozenset(
    "的了是在有和与及或也都就还又很太最更已被把将让给对向从到为因由而但并且若如所之其这那此该各每某本"
    "我你他她它们您咱啊吧吗呢哦嘛不没无未非市区县省镇乡村街路号栋楼里"
)
# What every message says, whatever it is about.
# Everyday words that are younger than the dictionary.
_YOUNG_WORDS = """
医保 社保 人社 网签 房贷 车贷 学区 普惠 公办 民办 幼升 物管 业委 公租 廉租 保租 二手 购房 租房 落户 新政
补贴 网约 外卖 快递 农合 异地 报销 驾考 科目 公交 停车 充电 群租 高铁 地铁 城铁 棚改 旧改 征拆 网贷 套路
微信 支付 一户 一表 住改 改商 烂尾 精装 装修
"""
_YOUNG = frozenset(_YOUNG_WORDS.split())
YOUNG = 8.5  # weight of one
_ALL_WORDS = """
您好 你好 尊敬 领导 书记 市长 局长 区长 政府 有关 有关部门 相关 部门 单位 业主 居民 市民 住户 群众 老百姓
百姓 村民 我们 大家 希望 请求 恳请 恳求 要求 强烈要求 建议 投诉 反映 反应 举报 咨询 请问 想问 关于 问题 解决
处理 尽快 及时 彻底 严重 影响 生活 正常 日常 一直 至今 多次 现在 目前 已经 之前 以来 情况 小区 社区 附近
周边 旁边 地方 时间 时候 晚上 白天 早上 凌晨 每天 天天 今年 去年 什么 怎么 如何 为何 为什么 谢谢 感谢 回复
答复 电话 打电话 拨打 热线 12345 物业 物业公司 开发商 公司 城管 街道 街道办 执法 执法局 管理 管理局 监管
监督 规定 国家 法律 法规 条例 合法 违法 违规 非法 是否 能否 可否 可以 不能 进行 造成 导致 存在 没有 出现
发现 需要 应该 还是 但是 因为 所以 而且 如果 这样 这个 那个 这些 一个 一些 很多 非常 十分 特别 真的 根本
完全 或者 以及 并且 关心 关注 重视 帮助 帮忙 协调 落实 调查 核实 查处 整改 整治 治理 取缔 制止 停止 安排
督促 责令 有人 无人 没人 不管 不理 推诿 扯皮 拒绝 态度 房子 房屋 楼房 来信 来电 留言 平台 网上 公示 此事
事情 本人 家里 家人 老人 孩子 小孩 学生 家长 人员 工作 工作人员 经过 位于 坐落 方面 进一步 刻不容缓 加快
力度 步伐
"""
_SAID_BY_ALL = frozenset(_ALL_WORDS.split())


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What one message says happened, where and when."""

    text: str
    title: str = ""
    place: str = ""
    district: str = ""
    at: datetime | None = None

    @cached_property
    def normal(self) -> str:
        """Return its words, normalised, without long numbers, mail addresses and introduced names."""
        whole = normalise(f"{self.title}\n{self.place}\n{self.text[:LONGEST_TEXT]}")
        return _LONG_DIGITS.sub(" ", without_names(whole))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return its words as the dictionary cuts them."""
        return tuple(shared_tokenizer().cut(self.normal, HMM=False))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Return what it names, in order."""
        return find_names(self.words)

    @cached_property
    def districts(self) -> frozenset[str]:
        """Return the districts that it names."""
        return find_districts(normalise(f"{self.district} {self.normal}"))

    @cached_property
    def regions(self) -> frozenset[str]:
        """Return the masked cities that it names."""
        return find_regions(self.normal)

    @cached_property
    def figures(self) -> frozenset[str]:
        """Return the figures that tell something: 18.5万, 110kv, 204路; no year, and none of one or two signs."""
        found = _FIGURE.findall(self.normal)
        return frozenset(each for each in found if len(each) > 2 and not _YEAR.fullmatch(each))

    @cached_property
    def pieces(self) -> tuple[tuple[int, str, float], ...]:
        """Return every telling piece with its place and weight."""
        return tuple(pieces(self.words))

    @cached_property
    def title_words(self) -> str:
        """Return what stands for it in one line: its title, else how it begins."""
        return self.normal[: len(self.title)].strip() if self.title else self.normal.strip()[:HEAD]

    @cached_property
    def head(self) -> dict[str, float]:
        """Return the pieces of that line with their weights."""
        end = len(self.title) or HEAD
        return _heaviest((piece, weight) for place, piece, weight in self.pieces if place < end)

    @cached_property
    def naming(self) -> dict[str, float]:
        """Return the pieces that name something, and those that no dictionary knows, with their weights."""
        return {piece: weight for piece, weight in self._all.items() if piece in self._naming}

    @cached_property
    def telling(self) -> dict[str, float]:
        """Return the other pieces, the ones that tell what happened, with their weights."""
        return {piece: weight for piece, weight in self._all.items() if piece not in self._naming}

    @cached_property
    def _all(self) -> dict[str, float]:
        end = len(self.title) or HEAD
        return _heaviest((piece, weight * (TITLE_WORTH if at < end else 1.0)) for at, piece, weight in self.pieces)

    @cached_property
    def _naming(self) -> frozenset[str]:
        spots = [found.span() for name in self.names for found in re.finditer(re.escape(name.core), self.normal)]
        return frozenset(
            piece
            for place, piece, weight in self.pieces
            if weight >= UNKNOWN or any(start <= place and place + len(piece) <= end for start, end in spots)
        )

    @cached_property
    def weights(self) -> dict[str, float]:
        """Return what tells this message from others: each word or unknown piece with its weight."""
        counts: dict[str, float] = {}
        title = len(self.title)
        for place, piece, weight in self.pieces:
            worth = weight * (TITLE_WORTH if place < title else 1.0)
            counts[piece] = max(counts.get(piece, 0.0), worth) if piece not in counts else counts[piece] + worth / 4
        return counts

    @cached_property
    def themes(self) -> dict[str, tuple[str, ...]]:
        """Return what it complains of, each theme with the words that tell it; a name tells no theme (平安医院)."""
        bare = self.normal
        for name in self.names:
            bare = bare.replace(name.core, " " * len(name.core))
        return find_themes(bare)

    @cached_property
    def length(self) -> float:
        """Return the length of its weights, taken as a vector."""
        return math.sqrt(sum(weight * weight for weight in self.weights.values()))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the few pieces under which a message like this one is looked for, the most telling first."""
        named = [each.core for each in sorted(self.names, key=lambda each: each.kind not in (SITE, LINE))]
        rare = sorted(self.weights, key=lambda piece: (-self.weights[piece], piece))
        return tuple(dict.fromkeys([*named[: MOST_KEYS // 2], *rare]))[:MOST_KEYS]


def _heaviest(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    heaviest: dict[str, float] = {}
    for piece, weight in found:
        heaviest[piece] = max(heaviest.get(piece, 0.0), weight)
    return heaviest


def pieces(words: tuple[str, ...]) -> Iterator[tuple[int, str, float]]:
    """Yield (place, piece, weight) of every telling word and of every pair of letters that make no known word."""
    place, run = 0, ""
    for word in (*words, "\n"):
        if len(word) == 1 and _HAN.match(word) and word not in _FUNCTION:
            run += word
        else:
            yield from _unknown(run, place - len(run))
            run = ""
            weight = weight_of(word)
            if weight >= LEAST:
                yield place, word, weight
        place += len(word)


def weight_of(word: str) -> float:
    """Return how much a word tells: the rarer, the more; 0 for what everybody says."""
    if word in _SAID_BY_ALL or not _WORD.fullmatch(word):
        return 0.0
    tokenizer = shared_tokenizer()
    if word in _YOUNG:
        return YOUNG
    count = tokenizer.FREQ.get(word, 0)
    return min(MOST, math.log(tokenizer.total / count)) if count else UNKNOWN


def _unknown(run: str, start: int) -> Iterator[tuple[int, str, float]]:
    known = shared_tokenizer().FREQ
    for at in range(len(run) - 1):
        pair = run[at : at + 2]
        if min(known.get(letter, 0) for letter in pair) < USUAL_LETTER:
            yield start + at, pair, YOUNG if pair in _YOUNG else UNKNOWN
