"""Reads out of a message what it names: estates, plants, schools, roads, lines; and which district it speaks of.

A name is told by its ending (小区, 水泥厂, 路 …) and reaches back over the words before it until one that cannot be
part of a name. Knows nothing of departments and of other messages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

SITE, AREA, ROAD, LINE = (
    "site",
    "area",
    "road",
    "line",
)  # one of its kind; where much happens; a street; a numbered line
LONGEST_BACK = 4  # words
LONGEST_CORE = 8  # characters
_NUMERALS = "一二三四五六七八九十"

_THINGS_WORDS = """
小区 社区 花园 家园 公寓 大厦 广场 新村 新城 新区 佳苑 花苑 公馆 豪庭 雅苑 名苑 名都 山庄 别墅 学府 华府
华庭 国际城 家属院 宿舍 水泥厂 搅拌站 搅拌厂 化工厂 加工厂 垃圾站 中转站 焚烧厂 污水厂 养猪场 养殖场 采石场
砖厂 钢厂 电厂 药厂 厂 市场 商场 超市 商城 酒店 宾馆 饭店 酒楼 餐厅 网吧 影楼 会所 学校 小学 中学 大学 学院
幼儿园 培训学校 驾校 医院 卫生院 卫生所 诊所 银行 公司 集团 物业 公园 景区 水库 湖 河 港 渠 大桥 立交桥 桥
机场 码头 隧道 车站 火车站 地铁站 工地 项目 楼盘 村 镇 乡 组 街道 苑 公墓 猪场 健身房 健身 培训班 湾 园 城 府 庭 郡
"""
_THINGS = tuple(_THINGS_WORDS.split())
_AREAS = (
    "新区",
    "新城",
    "街道",
    "片区",
    "景区",
    "镇",
    "乡",
    "村",
    "组",
    "湖",
    "河",
    "港",
    "市场",
    "大桥",
    "火车站",
    "车站",
)
_ROADS = ("大道", "大街", "路", "街", "巷", "高速", "国道", "省道", "环线")
# One letter that ends many estates' names (丽水湾) and many plain words (政府): a name only where it stands alone.
_ONLY_ALONE = frozenset("湾园城府庭郡")
_ENDS = tuple(sorted((*_THINGS, *_ROADS), key=len, reverse=True))
_BY_LAST = {last: tuple(each for each in _ENDS if each[-1] == last) for last in {each[-1] for each in _ENDS}}
_WEAK_TAILS = ("小区", "社区", "楼盘", "项目", "工地", "街道", "公司", "集团", "物业")
# Words before an ending that make no name of it: 我们小区, 老旧小区, 附近学校.
_NO_NAME_WORDS = """
配套 普惠性 普惠型 普惠 既有 变成 改为 成 无 或者 版 性质 办成 按照 开展 倡导 即 市政府 加快 住房公积金 自来水
严重 影响 农村 城镇 乡镇 公交 线路 快速 断头 过街 人行 临街 水泥 高速 马路 修路 督促 引起 两家 高危 服务 解决
有限 将 无直达 直达 像 还有 线 今年 明年 去年 就读 上学 入学 读 升 转入 转学 报名 孩子 小孩 适龄 申请 现在 想
什么 为什么 为何 才能 赶到 很多 接 见到 有关 移交 区内 设 一下 地处 责令 多多 考虑
我 我们 本 该 这 这个 那 那个 一个 某 某某 你们 他们 其 其他 别的 附近 周边 旁边 对面 老旧 新建 整个 全 每个
各 各个 多个 几个 所在 在 是 到 从 往 向 去 和 与 及 以及 或 的 了 被 把 让 给 为 对 对于 关于 由 于 位于 坐落
坐落于 住 住在 家住 居住 经过 沿 至 通过 有 没有 建 修 修建 建设 新修 开发 改造 拆迁 规划 请 请求 请问 希望
建议 投诉 反映 反应 举报 咨询 关注 强烈 反对 再次 问题 市民 居民 业主 村民 领导 书记 市长 政府 物业 公司 公共
道路 主干道 这条 一条 进 出 上 下 内 外 东 南 西 北 前 后 左 右 侧 边 旁 中 大 小 老 新 两 三 不 都 市 区 县
省 号 栋 楼 单元 室 期 日 月 年 点 时 分 元 万 米 平 个 名 位 间 户 家 次 条 只 来 说 要 会 能 可以 已 已经 就
也 还 又 很 非常 所有 任何 部分 有些 一些 现在 目前 多年 几年 离 距离 靠近 邻近 紧邻 隔壁 楼下 门口 因 因为 如
如果 但 但是 而 则 等 高档 农贸 综合 大型 小型 菜 城市 城乡 公办 民办 私立 公立 中心 重点 普通 施工 建筑 违法
违规 非法 黑 露天 临时 废旧 使用 进入 购买 开 开设 建有 设有 包括 属于 作为
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_COMMON_WORDS = """
农村 城镇 乡镇 乡村 村镇 道路 公路 马路 线路 公交线路 铁路 修路 水泥路 断头路 快速路 过街 天桥 人行天桥 过街天桥
老街 临街 辅路 村组 本组 小组 专案组 居民 住宅 建筑 高速公路 外国语学校 自来水厂 安置房小区 别墅 公寓 宿舍
人民医院 中心医院 中医院 妇幼保健院 公办幼儿园 普惠幼儿园 普惠性幼儿园 公办小学 公立小学 公立学校
公立医院 私立学校 公交公司 自来水公司 燃气公司 开发公司 有限公司 农村商业银行 第一小学 第二小学
第三小学 第一中学 第二中学 第三中学 实验小学 实验中学 安置小区 商品房小区 经济适用房 廉租房
主干道路 小区物业 前期物业 车站路 火车站 高铁站 汽车站 地铁站 公交车站 派出所 菜市场 农贸市场
批发市场 入园 办园 开园 建园 难入园 幼儿入园 进村 入村 本村 全村 我村 该村 农村 乡村 进城 出城 穿城 全城 老年人健身
一米 下里 里面 这里 那里 哪里 家里 城里 厂里 手里 心里 夜里
"""
_TOO_COMMON = frozenset((*_COMMON_WORDS.split(), *_ENDS))
_DISTRICT = re.compile(r"[a-z]\d{0,2}(?:区|县)|[一-鿿]{2,3}(?:区|县)")
_REGION = re.compile(r"(?<![0-9a-z])([a-z])\d{0,2}(?:市|区|县)")
_NO_DISTRICT_WORDS = """
小区 社区 地区 校区 景区 城区 片区 园区 厂区 辖区 院区 库区 灾区 山区 矿区 特区 郊区 新区 老城区 新城区
开发区 工业区 住宅区 生活区 商业区 居民区 保税区 旅游区 风景区 度假区 自由区 高新区 经开区 办公区 教学区
各区 全区 该区 本区 我区 各县 全县 该县 本县 我县 禁区 服务区 保护区 贫困县 贫困区 中心城区 主城区 自治区
自治县 候车区 收费区 绿化区
"""
_NO_DISTRICT = frozenset(_NO_DISTRICT_WORDS.split())
_LINE = re.compile(
    r"(?<![0-9a-z])(?:地铁)?[0-9]{1,3}(?:路(?!段)|号线|线(?=公交|车))|[gs][0-9]{2,4}(?=高速|国道|省道|线)"
)
_PLAIN = re.compile(r"[一-鿿0-9a-z]+")


@dataclass(frozen=True)
class Name:
    """Something that is named: its distinctive part, the ending that told it, and of which kind it is."""

    core: str
    ending: str
    kind: str


def find_names(words: Sequence[str]) -> tuple[Name, ...]:
    """Return what a cut text names, in order, each core once."""
    found: dict[str, Name] = {}
    for at, word in enumerate(words):
        ending = _ending_of(word)
        if not ending or (word in _TOO_COMMON and word not in _ENDS):
            continue
        core = core_of(_reach_back(words, at, word, ending))
        if core and not core[0].isdigit() and core not in found:
            found[core] = Name(core, ending, _kind_of(ending))
    for match in _LINE.finditer("".join(words)):
        said = match.group().removeprefix("地铁")
        found.setdefault(said, Name(said, said.lstrip("0123456789"), LINE))
    return tuple(found.values())


def core_of(said: str) -> str:
    """Return the part of a name that tells it from others of its kind; "" where nothing does."""
    core = said
    for tail in _WEAK_TAILS:
        if core.endswith(tail) and len(core) - len(tail) >= 2:
            core = core[: -len(tail)]
            break
    if not 2 <= len(core) <= LONGEST_CORE or core in _TOO_COMMON or core in _NO_NAME:
        return ""
    return "" if len(core) == 2 and core[0] in _NUMERALS else core  # 六路, cut from 东六路


def own_part(core: str) -> str:
    """Return what is a name's own: 青岭 of 青岭水泥厂; the whole where less than two letters would be left."""
    ending = next((each for each in _BY_LAST.get(core[-1:], ()) if core.endswith(each)), "")
    own = core.removesuffix(ending)
    return own if len(own) >= 2 else core


def find_districts(normal: str) -> frozenset[str]:
    """Return the districts that a normalised text names."""
    found = set()
    for match in _DISTRICT.finditer(normal):
        word = match.group()
        for start in range(len(word) - 2):
            if is_district(word[start:]):
                found.add(word[start:])
                break
    return frozenset(found)


def find_regions(normal: str) -> frozenset[str]:
    """Return the masked cities that a normalised text names, as a letter each: A市, A7县 and A3区 lie in one city."""
    return frozenset(_REGION.findall(normal))


@lru_cache(maxsize=4096)
def is_district(word: str) -> bool:
    """Tell whether a word names a district: a masked one, or one that the dictionary knows."""
    from routing.text import shared_tokenizer

    if word[-2:] in _NO_DISTRICT - {"山区"} or word in _NO_DISTRICT or word[-3:] in _NO_DISTRICT:
        return False
    return word[0].isascii() or bool(shared_tokenizer().FREQ.get(word))


def _kind_of(ending: str) -> str:
    if ending in _ROADS:
        return ROAD
    return AREA if ending in _AREAS else SITE


def _ending_of(word: str) -> str:
    """Return the ending that makes a name of the word, the longest one; "" where it has none."""
    ending = next((each for each in _BY_LAST.get(word[-1:], ()) if word.endswith(each)), "")
    return "" if ending in _ONLY_ALONE and word != ending else ending


def _reach_back(words: Sequence[str], at: int, word: str, ending: str) -> str:
    """Join the word with those before it that may belong to its name."""
    said = word
    if len(word) - len(ending) >= 2:
        return word  # the dictionary knows it as a name: 花桥街, 水果湖
    for back in range(1, LONGEST_BACK + 1):
        if at < back:
            break
        before = words[at - back]
        if (
            before in _NO_NAME
            or before in _ENDS
            or not _PLAIN.fullmatch(before)
            or len(said) + len(before) > LONGEST_CORE
        ):
            break
        if len(before) > 1 and before[-1] in "区县市":
            break
        said = before + said
    return said if len(said) > len(word) or len(word) > len(ending) else ""
