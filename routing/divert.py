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


def _rule(to: str, pattern: str, why: str, advice: str) -> Rule:
    return Rule(to, re.compile(pattern), why, advice)


NOW = r"(?:正在|现在|刚才|刚刚|刚|马上|赶紧|赶快|快来|快点|快派|快救|救命|救救|立刻|立即|急救|眼看|已经|不行了|来人)"
TALK = (
    r"(?:隐患|担心|害怕会|怕会?有|怕着|怕发|万一|一旦|如果|假如|要是|容易|有可能|曾经|曾|以前|去年|前年|上次|上个月|上周|前几天|多次|"
    r"经常|每天|每晚|天天|长期|总是|为了|防止|避免|预防|防范|宣传|培训|演练|建议|咨询|请问|标准|政策|报销|补偿|补贴|赔偿|鉴定|"
    r"认定|待遇|险些|差点|造成过|发生过|频发|无法通行|进不来|进不去|能不能|可不可以|多少钱|流程|结果|不服|立案|案子|责任|保险|"
    r"理赔|整治|加强|知识|收费|质量|游戏|电影|小说|新闻|医保|怎么办理|合法吗|几年|多年|一年|两年|三年)"
)
_NOW, _TALK = re.compile(NOW), re.compile(TALK)

EMERGENCIES = (
    _rule(
        "119",
        r"(?:着火|起火|失火|火灾|着了火|燃起来|燃烧起来|冒浓烟|冒黑烟|冒烟|浓烟|烧起来|烧着|烧了起来|大火|火势|火苗|火光|爆炸|"
        r"(?:困|关|卡)(?:在|住|了).{0,6}(?:火|电梯|楼顶|水里|洪水|屋里|里面|人)|电梯.{0,8}(?:困|关|卡|出不来)|被困|"
        r"(?:煤气|燃气|天然气|液化气|化学品|氨气|氯气).{0,4}(?:泄漏|泄露|漏了|味(?:很|好|特别|太)?(?:大|重|浓))|漏(?:煤气|燃气|液化气)|"
        r"(?:房子|楼|墙|隧道|脚手架|工棚).{0,3}(?:塌了|倒了|垮了)|(?:压|埋)(?:在|着|住).{0,6}人|(?:人|孩子).{0,6}(?:被埋|压在|埋在)|"
        r"掉(?:进|到|下)?.{0,5}(?:井|坑|洞|河|湖|江|塘|水)里?|落水|坠楼|坠河|掉下去了)",
        "火灾、爆炸或人员被困,须立即救援",
        "请立即拨打119,并尽快离开危险处。",
    ),
    _rule(
        "110",
        r"(?:持刀|拿(?:着|了)?(?:把|一把)?刀|动刀|砍人|砍(?:伤|死)|捅人|捅了|杀人|抢劫|抢(?:了)?我?的?(?:包|钱|手机|东西)|绑架|劫持|"
        r"跳楼|跳河|跳江|跳桥|轻生|自杀|想不开|割腕|入室|闯进|小偷|贼.{0,5}(?:屋|家|门)|偷(?:我|东西|车|电瓶|钱包)|撬.{0,4}(?:门|锁|窗)|"
        r"砸(?:门|车|店)|打起来|打架|斗殴|群殴|被(?:人)?打|殴打|打(?:老婆|老人|孩子|我)|打人|家暴|尾随|跟踪|强奸|猥亵|非礼|"
        r"拐(?:卖|走|骗)|(?:孩子|小孩|老人|儿子|女儿|奶奶|爷爷|宝宝|妈妈|爸爸|母亲|父亲).{0,4}(?:不见了|丢了|走失|走丢|失踪|被抱走)|"
        r"非法拘禁|关起来|不让.{0,3}(?:走|离开|出门)|炸弹|爆炸物|转账.{0,6}被骗|刚.{0,4}被骗|有人.{0,6}(?:威胁|行凶|闹事))",
        "有人身危险或正在发生的违法犯罪",
        "请立即拨打110报警。",
    ),
    _rule(
        "120",
        r"(?:晕倒|晕过去|昏倒|昏过去|昏迷|不省人事|叫不醒|没有呼吸|没呼吸|没气了|没有心跳|没心跳|喘不(?:过|上)气|喘不了|呼吸困难|"
        r"心脏(?:病发|骤停|不跳|很痛)|心脏病.{0,3}(?:发作|犯)|心梗|脑溢血|脑出血|中风(?:了|倒)|胸口.{0,3}(?:痛|疼).{0,6}(?:厉害|不行)|大出血|血流不止|"
        r"流.{0,3}(?:好多|很多|大量)血|满(?:头|身|脸)(?:是|都是)血|吐血|抽搐|口吐白沫|羊水破|要生了|快生了|(?:喝|吃)(?:了|下)?.{0,2}(?:农药|毒药|老鼠药|安眠药)|"
        r"服毒|煤气中毒|一氧化碳中毒|食物中毒|触电|被电(?:到|击|了)|溺水|淹(?:了|到|死)人|噎住|呛住|卡(?:住)?(?:了)?(?:喉咙|气管)|救护车|"
        r"摔(?:下来|断|伤|倒).{0,10}(?:动不了|不能动|流血|腿|不动|起不来)|(?:从|由).{0,8}(?:摔|掉|坠)(?:了)?下来|烫伤|烧伤|断(?:了)?(?:手|指|腿|胳膊))",
        "有人急病或受伤,须立即急救",
        "请立即拨打120。",
    ),
    _rule(
        "122",
        r"(?:(?:出|发生)(?:了)?(?:车祸|交通事故)|车祸|撞(?:到|了|倒|伤|死|上)(?:了)?(?:一?个?|好?几个?)?(?:人|老人|行人|小孩|孩子|学生|电动车|护栏|树|车)|"
        r"(?:车|汽车|货车|轿车|公交).{0,6}(?:撞了|相撞|撞上|撞一起|翻了|翻车|翻到|侧翻|追尾)|连环(?:相)?撞|追尾|翻车|肇事|"
        r"(?:压|轧|碾)(?:到|着|了)人|撞.{0,6}(?:司机)?跑了)",
        "交通事故现场须立即处置",
        "请立即拨打122报警;有人受伤同时拨打120。",
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
    r"(?:爆管|水管.{0,4}(?:爆|破裂|断了)|大面积停(?:水|电|气)|井盖(?:丢|不见|没了|缺失|被盗|被偷|塌|掉|没有)|没有井盖|"
    r"(?:路面|地面|马路|公路|路基|桥面).{0,4}(?:塌|陷|大坑)|塌方|山体滑坡|泥石流|(?:电线|线缆|电缆|高压线).{0,3}(?:掉|垂|断|着地)|"
    r"电线杆.{0,3}(?:倒|要倒|快倒)|(?:大树|树|广告牌|围墙|玻璃|墙皮|吊车|塔吊).{0,4}(?:倒了|要倒|快倒|掉下来|要掉|快掉|砸)|"
    r"随时(?:可能|会|都有可能|都会)?.{0,4}(?:倒塌|坍塌|垮塌|掉落|坠落|掉下)|(?:燃气|煤气|天然气).{0,3}(?:泄漏|泄露|味)|漏(?:煤)?气|"
    r"(?:水|洪水).{0,4}(?:漫|淹|灌)(?:到|进|了).{0,4}(?:屋|家|房|楼|车|一楼)|断水断电|危房.{0,6}(?:要倒|快倒|倒塌)|出人命|病危|绝食|漏电|"
    r"决堤|溃坝|管涌)"
)
LONGEST_CRY = 120  # characters; longer messages tell a story
URGENT_LENGTH = 300


def find_divert(normal: str) -> Divert | None:
    """Return the path a message must take instead of dispatch, emergencies first; None where it is ours."""
    return _emergency(normal) or _procedure(normal)


def is_urgent(normal: str) -> bool:
    """Tell whether the message speaks of danger that cannot wait a working day."""
    if len(normal) > URGENT_LENGTH:
        return False
    return any(not _only_talk(normal, match) for match in URGENT.finditer(normal))


def _emergency(normal: str) -> Divert | None:
    if len(normal) > URGENT_LENGTH:  # nobody writes so much while it burns
        return None
    for rule in EMERGENCIES:
        for match in rule.pattern.finditer(normal):
            if _happens_now(normal, match):
                return Divert(rule.to, f"{rule.why}(“{match.group()}”)", rule.advice)
    return None


def _only_talk(normal: str, match: re.Match[str]) -> bool:
    """Tell whether the words around say that it is past, feared, or a question of rules."""
    return _TALK.search(normal, max(0, match.start() - 25), match.end() + 25) is not None


def _happens_now(normal: str, match: re.Match[str]) -> bool:
    """Tell a cry for help from a report about fires: short, or immediate; never talk."""
    if _only_talk(normal, match):
        return False
    if len(normal) <= LONGEST_CRY:
        return True
    return _NOW.search(normal, max(0, match.start() - 25), match.end() + 25) is not None


def _procedure(normal: str) -> Divert | None:
    for rule in PROCEDURES:
        match = rule.pattern.search(normal)
        if match:
            return Divert(rule.to, f"{rule.why}(“{match.group()[:30]}”)", rule.advice)
    return None
