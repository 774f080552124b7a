"""What personal data looks like in Chinese text: numbers, addresses, accounts; and what only looks so.

The patterns read a shadow of the text (``shadow_of``) in which digits and signs of any width are plain ASCII and what
must stay readable (dates, public service lines, earlier masks) is blanked out. Knows no ticket.
"""

import re
import unicodedata
from dataclasses import dataclass

PHONE, PAPER, CARD, MAIL, PLATE, ACCOUNT, DOOR, LONG, PLACE = (
    f"〔{word}〕" for word in ("电话", "证件号", "卡号", "邮箱", "车牌", "账号", "门牌", "号码", "住址")
)
BLANK = "\x00"

# A digit as people type or spell it; 幺 is how 1 is said on the phone.
D = "[0-9〇零○一二三四五六七八九幺壹贰貳叁參肆伍陆陸柒捌玖]"
HANZI_DIGIT = "[〇零○一二三四五六七八九幺壹贰貳叁參肆伍陆陸柒捌玖]"
GAP = r"[ \-]{0,2}"
NUM = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,4}|[A-Za-z]\d{0,3}|\d{1,3}[A-Za-z])"
# After these a run of digits is an amount or a measure, not a number of somebody's.
NOT_AMOUNT = r"(?!\d|\s*(?:元|万|亿|千|美元|块|吨|平|立方|公里|千米|米|人|户(?!号)|次|度|千瓦|株|册|件|个|字|%|‰))"
CALL_CUE = r"(?:电话|電話|手机|手機|联系方式|聯繫方式|座机|固话|传真|号码|致电|拨打|来电|[Tt]el|[Pp]hone|[Mm]obile)"
PAPER_CUE = (
    r"(?:身份证|身份證|证件|护照|通行证|驾驶证|驾照|社保卡?|医保卡?|准考证|房产证|不动产权?证|残疾证|毕业证|行驶证)"
)
ACCOUNT_CUE = (
    r"(?:账号|帐号|賬號|账户|帐户|卡号|户号|户头|学号|工号|会员号|订单号|运单号|快递单号|单号|流水号|车架号|发动机号)"
)
APP = r"(?:微信|薇信|[Vv]信|[Ww]e[Cc]hat|[Ww][Xx]|[Vv][Xx]|抖音|支付宝|快手|小红书)"
LINK = r"[ :是为號号码()]{0,4}"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
ROAD = r"(?:大道|路|街|巷|弄|坊|湾|塆|胡同|村|(?<![轨管通渠赛跑车频报])道|(?<![月天年家那这心哪手夜公])里)"
HANZI_NUMBER = "[一二三四五六七八九十百千零〇]{1,6}"
# 共12栋, 约3单元: counted, nobody's door.
NOT_COUNTED = r"(?<![共有约近这等第建\d百十])"
NOT_BUILDINGS = "(?!楼(?![下上道顶前后栋里内])|房|别墅|居民|住宅|高层|宿舍|建筑|违|老楼)"
NOT_COUNT = r"(?!\d|\s*[年月元人户个多万])"
NOT_HOUSE = "(?!线|文|令|公告|地铁|轻轨|车|公交|出|口|楼|院)"


@dataclass(frozen=True)
class Pattern:
    """A kind of personal data: ``of`` finds it (its group ``it``, else the whole), ``mask`` replaces it."""

    mask: str
    of: re.Pattern[str]


def _pattern(mask: str, *expressions: str) -> tuple[Pattern, ...]:
    return tuple(Pattern(mask, re.compile(expression)) for expression in expressions)


# Read before dates are blanked out: an identity number holds one.
FIRST_PATTERNS = _pattern(
    PAPER,
    rf"(?<!\d)[1-9]\d{{5}}{GAP}(?:18|19|20)\d{{2}}{GAP}(?:0\d|1[0-2]){GAP}[0-3]\d{GAP}\d{{3}}[ \-]?[\dXx×](?!\d)",
    rf"{PAPER_CUE}(?:号码?|编号)?{LINK}(?P<it>[A-Za-z0-9][A-Za-z0-9 \-*]{{4,}}[A-Za-z0-9])",
    r"(?<![A-Za-z\d])[EGDSPHM]\d{8}(?![A-Za-z\d])",
)
PATTERNS = (
    *_pattern(MAIL, r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+ ?@ ?[A-Za-z0-9\-]+(?: ?\. ?[A-Za-z0-9\-]+)+"),
    *_pattern(
        PHONE,
        rf"(?<!\d)[1一幺壹]{GAP}[3-9三四五六七八九叁參肆伍陆陸柒捌玖](?:{GAP}{D}){{9}}(?!\d)",
        r"(?:\+ ?|00)86[ \-]{0,2}1[3-9]\d{9}",
        r"(?<!\d)1[3-9]\d\W{1,3}\d{4}\W{1,3}\d{4}(?!\d)",
        r"(?<!\d)(?:\(0\d{2,3}\)|0\d{2,3})[ \-_]{0,2}[2-8]\d{2,3}[ \-]?\d{4}(?:-\d{1,5}|转 ?\d{1,6})?(?!\d)",
        rf"{CALL_CUE}[^\d\n\x00]{{0,6}}(?P<it>\d(?:[ \-]?\d){{6,}})",
        rf"(?:{HANZI_DIGIT}[ \-]?){{6,}}{HANZI_DIGIT}(?![十百千万亿])",
    ),
    *_pattern(
        CARD,
        r"(?<!\d)(?!(?:(?:19|20)\d\d[ \-]?){3,40}(?![ \-]?\d))\d{4}(?:[ \-]\d{4}){2,4}(?:[ \-]\d{1,3})?(?!\d)",
    ),
    *_pattern(
        PLATE,
        rf"[{PROVINCES}][A-Za-z][ ·•.\-]?(?=[A-Za-z0-9]*\d)"
        r"(?:[A-Za-z0-9]{5,6}|[A-Za-z0-9]{4}[挂学警港澳])(?![A-Za-z0-9])",
    ),
    *_pattern(
        ACCOUNT,
        rf"{ACCOUNT_CUE}{LINK}(?P<it>[A-Za-z0-9][A-Za-z0-9 \-]{{3,}}[A-Za-z0-9])",
        r"(?:[Qq]{2}|扣扣|企鹅)(?:号码?|群)?[ :是为号]{0,3}(?P<it>\d(?:[ \-]?\d){4,11})",
        rf"(?<!公众){APP}(?:账?号|帐号|ID|id)?[ :是为号]{{0,3}}"
        r"(?P<it>[A-Za-z][A-Za-z0-9_\-]{5,19}|\d{6,12}(?!\s*[元万块]))",
    ),
    *_pattern(
        DOOR,
        rf"{NOT_COUNTED}(?:{NUM}(?:号楼|号院)|{NUM}[栋幢]{NOT_BUILDINGS}|[A-Za-z]座(?=[ \-]?第?\d)|{NUM}单元(?!格))"
        rf"(?:[ \-]{{0,2}}第?{NUM}(?:号楼|栋|幢|单元|楼|层|门|室|号|户))*(?:[ \-]{{0,2}}\d{{3,4}}{NOT_COUNT})?",
        r"(?<!\d)\d{1,3}[\-#]\d{1,2}[\-#]\d{3,4}(?:室|号|房)?(?!\d)",
        r"[区苑园庭府郡邸寓舍](?P<it>[A-Za-z]?\d{1,3}-\d{3,4}室?)(?!\d)",
        r"(?<![\d\-.])[A-Za-z]?\d{3,4}(?:室|号房|房(?![价租屋产]))",
        rf"{ROAD}(?P<it>(?:特|附|[甲乙丙丁])?(?:\d{{1,5}}(?:-\d{{1,4}})?|{HANZI_NUMBER})号{NOT_HOUSE}"
        rf"(?:之{NUM}|附\d{{1,3}}号)?)",
        r"(?<!\d)\d{1,3}门\d{2,4}(?:号|室)?(?!\d)",
        r"[村湾塆社](?P<it>[\d一二三四五六七八九十]{1,3}[组队](?:\d{1,4}号)?)",
        r"(?:门牌号?|房间号?|房号|室号)[ :是为]{0,3}(?P<it>[A-Za-z]?\d[\d\-]{0,6})",
    ),
    *_pattern(
        LONG,
        r"(?<!\d)\d{11,}",  # no amount in a citizen's letter is that long
        rf"(?<!\d)(?<!\d\.)\d{{9,10}}{NOT_AMOUNT}",
        rf"(?<![\dA-Za-z.])(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))[2-8]\d{{7}}(?![A-Za-z]){NOT_AMOUNT}",
    ),
)
MASKS = re.compile("|".join(map(re.escape, (PHONE, PAPER, CARD, MAIL, PLATE, ACCOUNT, DOOR, LONG, PLACE))))
KEEP = (
    re.compile(
        r"(?<!\d)(?<!\d[\-./])(?:19|20)\d{2} ?[\-./年] ?(?:1[0-2]|0?[1-9]) ?[\-./月] ?(?:3[01]|[12]\d|0?[1-9])日?(?!\d)"
    ),
    re.compile(r"(?<!\d)[48]00(?:[ \-]?\d){7}(?!\d)"),  # public service lines of firms
    re.compile(r"[〔(\[](?:19|20)\d{2}[〕)\]] ?(?:第? ?\d{1,5} ?号)?"),  # 文号
)


def shadow_of(text: str) -> str:
    """Return a copy of the same length for the patterns to read: ASCII digits and signs, spaces of one kind."""
    return "".join(map(_plain, text))


def without_masks(shadow: str) -> str:
    """Return the shadow with earlier masks blanked out."""
    return MASKS.sub(_blank, shadow)


def without_plain_numbers(shadow: str) -> str:
    """Return the shadow with dates, public service lines and document numbers blanked out."""
    for kept in KEEP:
        shadow = kept.sub(_blank, shadow)
    return shadow


def _blank(found: re.Match[str]) -> str:
    return BLANK * len(found[0])


def _plain(sign: str) -> str:
    if sign.isascii():
        return " " if sign == "\t" else sign
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    if "\uff01" <= sign <= "\uff5e":
        return chr(ord(sign) - 0xFEE0)
    category = unicodedata.category(sign)
    if category == "Pd" or sign == "\u2212":
        return "-"
    return " " if category in ("Zs", "Cf") else sign
