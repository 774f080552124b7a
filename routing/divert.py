"""What is not ours to dispatch: emergencies, other procedures, other places — with the path to tell the citizen.

A table of rules over normalised text; the words are written here because they are law, not a city's choice.
Knows nothing of departments.
"""

import re
from dataclasses import dataclass

from routing.decision import Divert


@dataclass(frozen=True, slots=True)
class Rule:
    """One path away from dispatch: what must be read, and what tells that it is only talk about it."""

    to: str
    pattern: re.Pattern[str]
    why: str
    advice: str
    unless: re.Pattern[str] | None = None


def _rule(to: str, pattern: str, why: str, advice: str, *, unless: str = "") -> Rule:
    return Rule(to, re.compile(pattern), why, advice, re.compile(unless) if unless else None)


NOW = r"(?:正在|现在|刚才|刚刚|马上|赶紧|赶快|快来|快点|快派|救命|立刻|立即|急救|眼看|已经|不行了)"
TALK = (
    r"(?:隐患|担心|害怕|怕|万一|一旦|如果|假如|要是|容易|可能|曾经|曾|以前|去年|前年|上次|上个月|多次|经常|每天|每晚|"
    r"天天|长期|为了|防止|避免|预防|宣传|培训|演练|建议|咨询|请问|标准|政策|报销|补偿|补贴|赔偿|鉴定|认定|待遇|"
    r"险些|差点|造成过|发生过|频发|无法通行|进不来|进不去)"
)

EMERGENCIES = (
    _rule(
        "119",
        r"(?:着火|起火|失火|火灾|冒浓烟|冒黑烟|烧起来|烧着了|火势|火苗|爆炸|困在(?:火|电梯|楼顶|水里|洪水)|"
        r"煤气泄漏|燃气泄漏|天然气泄漏|漏煤气|漏燃气|燃气味很|煤气味很|倒塌压|被埋|掉(?:进|到).{0,4}(?:井|坑|洞)里)",
        "火灾、爆炸或人员被困,须立即救援",
        "请立即拨打119,并尽快离开危险处。",
        unless=TALK,
    ),
    _rule(
        "110",
        r"(?:持刀|拿刀|动刀|砍人|捅人|杀人|抢劫|抢包|绑架|劫持|跳楼|轻生|自杀|割腕|入室(?:盗窃|抢劫)|小偷.{0,6}(?:屋|家里|门)|"
        r"撬(?:门|锁)|打起来|打架|斗殴|被打|殴打|正在打|打人|尾随|跟踪我|强奸|猥亵|拐(?:卖|走)|孩子(?:不见|丢|走失)|走丢|"
        r"非法拘禁|关起来|不让.{0,3}(?:走|离开|出门))",
        "有人身危险或正在发生的违法犯罪",
        "请立即拨打110报警。",
        unless=TALK,
    ),
    _rule(
        "120",
        r"(?:晕倒|昏倒|昏迷|不省人事|没有呼吸|没呼吸|没有心跳|没心跳|喘不(?:过|上)气|心脏病发|心梗|脑溢血|中风(?:了|倒)|"
        r"大出血|血流不止|吐血|抽搐|羊水破|要生了|喝(?:了)?农药|服毒|煤气中毒|一氧化碳中毒|食物中毒|触电|溺水|救护车|"
        r"摔(?:下来|断).{0,8}(?:动不了|流血|腿|不动)|烫伤.{0,6}严重)",
        "有人急病或受伤,须立即急救",
        "请立即拨打120。",
        unless=TALK,
    ),
    _rule(
        "122",
        r"(?:出车祸|发生车祸|撞(?:到|了|倒|伤|死)(?:一?个?)?(?:人|老人|行人|小孩|孩子|电动车)|连环(?:相)?撞|追尾了|车翻了|翻车|"
        r"肇事逃逸|压(?:到|着)人|司机(?:跑了|逃)|事故.{0,6}(?:有人受伤|人被困|伤者))",
        "交通事故现场须立即处置",
        "请立即拨打122报警;有人受伤同时拨打120。",
        unless=TALK,
    ),
)

EMERGENCY_NUMBERS = frozenset(rule.to for rule in EMERGENCIES)

PROCEDURES = (
    _rule(
        "依申请公开",
        r"(?:申请(?:政府)?信息公开|依申请公开|政府信息公开申请|申请公开.{0,20}(?:文件|信息|资料|材料|批复))",
        "申请公开政府信息有专门程序",
        "请向制作该信息的机关提出政府信息公开申请,自收到之日起20个工作日内答复。",
    ),
    _rule(
        "诉讼仲裁复议",
        r"(?:不服.{0,12}(?:判决|裁定|裁决|复议决定)|申请(?:行政复议|再审|强制执行)|法院.{0,8}(?:不执行|拒不执行|执行不了|迟迟不判)|"
        r"提起行政复议)",
        "诉讼、仲裁、行政复议事项依法定程序处理",
        "请按文书上写明的期限和机关上诉、申诉、申请复议或执行。",
    ),
    _rule(
        "纪检监察",
        r"(?:(?:举报|检举|控告).{0,30}(?:贪污|受贿|行贿|索贿|腐败|收受|以权谋私|公款吃喝|贪腐)|"
        r"(?:贪污|受贿|索贿|以权谋私).{0,20}(?:举报|检举|查处|严查))",
        "反映公职人员违纪违法由纪检监察机关受理",
        "请拨打12388或登录12388举报网站向纪检监察机关反映。",
    ),
    _rule(
        "信访",
        r"(?:信访(?:复查|复核|终结)|不服.{0,8}信访.{0,6}(?:意见|答复)|申请.{0,4}(?:复查|复核).{0,6}信访)",
        "已进入信访程序的事项按信访程序办理",
        "请自收到答复意见之日起30日内向上一级机关申请复查或复核。",
    ),
)

URGENT = re.compile(
    r"(?:爆管|水管(?:爆|破)裂|大面积停(?:水|电|气)|井盖(?:丢失|不见|没了|缺失|被盗|塌|掉)|没有井盖|路面塌陷|地面塌陷|塌方|"
    r"(?:电线|线缆|电缆)(?:掉|垂|断)(?:落|到|下|在|了)|电线杆(?:倒|要倒|快倒)|随时(?:可能|会)?(?:倒塌|坍塌|掉落|坠落)|"
    r"(?:燃气|煤气|天然气)(?:泄漏|泄露|味)|漏(?:煤)?气|围困|断水断电|危房.{0,6}(?:要倒|快倒|倒塌)|人命|性命|病危|绝食)"
)
CLAUSE = re.compile(r"[^。!?;,，\n]*[。!?;,，\n]?")


def find_divert(normal: str) -> Divert | None:
    """Return the path a message must take instead of dispatch, emergencies first; None where it is ours."""
    return _emergency(normal) or _procedure(normal)


def is_urgent(normal: str) -> bool:
    """Tell whether the message speaks of danger that cannot wait a working day."""
    return URGENT.search(normal) is not None


def _emergency(normal: str) -> Divert | None:
    for rule in EMERGENCIES:
        for match in rule.pattern.finditer(normal):
            if _happens_now(normal, match, rule):
                return Divert(rule.to, f"{rule.why}(“{match.group()}”)", rule.advice)
    return None


def _happens_now(normal: str, match: re.Match[str], rule: Rule) -> bool:
    """Tell a cry for help from a report about fires: short and immediate against long and general."""
    around = normal[max(0, match.start() - 25) : match.end() + 25]
    if rule.unless is not None and rule.unless.search(around):
        return False
    return len(normal) <= 60 or (re.search(NOW, around) is not None and len(normal) <= 200)


def _procedure(normal: str) -> Divert | None:
    for rule in PROCEDURES:
        match = rule.pattern.search(normal)
        if match:
            return Divert(rule.to, f"{rule.why}(“{match.group()[:30]}”)", rule.advice)
    return None
