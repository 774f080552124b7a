"""Names of people in Chinese text: after a cue (我叫…, 联系人:…, 业主…) or before a form of address (张先生).

A name is a surname and one or two signs that names are made of. The lists are short on purpose: what a citizen told us
about himself is masked exactly, so this only has to find third persons. Knows no ticket.
"""

import re

NOBODY = "某某"

COMPOUND = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|独孤|南宫|长孙|宇文|轩辕|端木|百里|呼延"
# Surnames that hardly begin another word.
PLAIN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗郑梁谢宋唐许韩冯邓曹彭肖蔡潘袁董余苏叶吕魏蒋杜丁沈姜范傅钟卢汪崔廖谭陆"
    "贾韦邱邹熊孟秦阎薛侯雷龙郝邵毛武康贺赖龚尹钱施葛殷庞樊兰翁季俞章鲁倪柯甘匡凌戚喻覃阮柳聂骆裴祝詹辜闵"
    "張劉陳楊趙黃吳孫馮鄧蕭羅鄭許韓蔣盧鍾譚陸賈韋鄒閻龍賀賴龔錢龐蘭魯"
)
# Surnames that also begin everyday words: believed only where the word ends at once.
DOUBTFUL = (
    "高马方于向成时平常安严史顾任申毕田石文程夏江白万温路车段汤古金关管全单项牛费梅游简易黎洪童卓房左宁纪包应明连"
    "葉盛穆米曾"
)
# Signs that given names are not made of; they also end a name.
NOT_IN_NAMES = (
    "的了在是我你他她它们不没这那个就也都很到说要去会着看下里吗呢吧啊呀哪什么怎谁几少每各此与其及或但且则所被把将从对为以"
    "因由已曾次多昨今晚早点分半住区路号楼室元做来去过打给找跟让叫请等现原第和向于有无未再又还便能可应需望希求反投诉举报说称电手机身份"
    "业户主职员工费用钱款事件处理部门公司单位物院校师局所站队街道社镇村县市省某先男性字"
)
GIVEN = rf"[^\W\da-zA-Z_{NOT_IN_NAMES}〇-〒]"
# Right after a surname, or before a form of address, hardly anything is ruled out: 王有才, 李可.
OPEN = r"[^\W\da-zA-Z_的了是在我你他她它们不没这那和与跟对给找叫被把人员〇-〒]"
# Verbs of complaints that follow a name: 周杰伦拖欠工资.
VERBS = "拒违骚辱殴索收占擅私拖赖逃推恶偷骂强诈骗卷签卖租养停堵搭装砸吵唱跳摆"
ENDS = rf"(?=$|[^\u4e00-\u9fff]|[{NOT_IN_NAMES}{VERBS}]|态度|表示|利用|克扣|威胁|失联)"

# Cues after which a name is said outright, and cues after which one may follow.
STRONG = r"(?:我叫|我名叫|本人叫|名叫|姓名:|姓名是|姓名为|联系人[:是为]?|聯繫人:?|收件人:?|户主:|户名:?|署名:?|此致)"
FORM_FIELD = r"(?:姓名|联系人|收件人|户名):"
WEAK = (
    r"(?:本人|我是|业主|業主|户主|患者|学生|投诉人|举报人|申请人|当事人|报料人|来电人|负责人|法定代表人|法人代表|法人|房东|老板|市民|居民|村民"
    r"|家长|司机|师傅|保安|邻居|同事|丈夫|妻子|老公|老婆|儿子|女儿|父亲|母亲|爸爸|妈妈|孩子|哥哥|弟弟|姐姐|妹妹|经理|主任|医生|护士|老师"
    r"|校长|书记|局长|处长|科长|所长|站长|队长|院长|主管|店长|工作人员|网格员|社工|民警|警官|交警|辅警|教练|中介|销售|男子|女子|同志"
    rf"|{NOBODY}[、和与及跟])"
)
TITLES = r"(?:老?先生|女士|小姐|同志|太太|大爷|大妈|大姐|大哥|大叔|阿姨|婆婆|爹爹|师傅|老师)"
OFFICES = (
    r"(?:医生|护士|经理|主任|书记|局长|处长|科长|所长|站长|队长|院长|校长|店长|老板|主管|警官|律师|教练"
    r"|总(?![共是体结之计要在会能想觉有爱部算监数]))"
)
# Places, and everyday words, that begin like a name.
PLACES = "江岸|江汉|江夏|江城|江滩|洪山|黄陂|黄浦|青山|武昌|武汉|汉阳|沈阳|唐山|郑州|罗田|古田|苏州|温州|徐东"
WORDS = (
    "高考|高中|高三|高一|高二|高峰|高层|高速|高龄|高空|高温|高价|成绩|成年|成立|安全|安装|安排|平时|平台|平安|常年|常务|方便|方面|方案|时间|时候|时常"
    "|何时|何况|何必|何人|何种|万元|万一|向前|向来|黄金|黄色|黄昏|白天|白色|金额|金融|车辆|车库|车位|车牌|房屋|路面|路灯|石材|马上|马路|牛奶|毛病|毛坯"
    "|温泉|明确|明显|游泳|游客|管理|管道|关于|关门|关闭|全部|全体|全程|任何|任务|任由|申请|毕业|顾客|严重|严厉|严格|单元|单独|包括|包装|左右|连续|连夜"
    "|武警|康复|钟表|余额|余下|章程|季度|熊猫|许多|许可|钱包|甘愿|凌晨|雷雨|宁愿|纪委|左转"
    "|程序|史上|文明|文件|文化|夏天|夏季|简单|容易|易燃|童年|应当|应该|应急|胡乱|胡说|周边|周围|周末|周一|周二|周三|周四|周五|周六|周日|周期|周转"
    "|林业|林木|余家|林场|孟买|郭家|何以|何处|丁字|宋体|陆续|陆地|陆上|范围|许久|施工|施救|杜绝|毛巾|谢谢|郑重|何去|曾经|曾多|曾在|曾向|向贵|向您|于是|连日|应由|应属|全家|全市|全区"
)
THANKS = "(?<=[谢感多答致])谢|谢谢"
PLACE = re.compile(PLACES)
WORD = re.compile(f"{PLACES}|{WORDS}")
FORMS_OF_ADDRESS = re.compile(
    rf"(?!{THANKS})(?P<it>(?:{COMPOUND}|[{PLAIN}])(?:{OPEN}{{1,2}})?)(?={TITLES})"
    rf"|(?:(?<=[^\u4e00-\u9fff])|(?<=^)|(?<=[找给跟对与和被由请的有位叫系]))(?!(?<=对)方)(?P<it2>[{DOUBTFUL}](?:{OPEN}{{1,2}})?)(?={TITLES})"
    rf"|(?!{THANKS})(?P<it3>[{PLAIN}])(?={OFFICES}(?!信箱|接待|办公|热线))"
)
OUTRIGHT = ("it", "it2", "it5")
IN_FIELDS = r"\u4e00-\u9fffA-Za-z·• "
AFTER_CUES = re.compile(
    rf"{STRONG}[ :,]{{0,2}}(?P<it>(?:{COMPOUND}|[{PLAIN}{DOUBTFUL}]){OPEN}(?: ?{GIVEN})?)"
    rf"|{FORM_FIELD} ?(?P<it2>[{IN_FIELDS}]{{1,19}}?[^\W\d_])(?=$|[^{IN_FIELDS}]|电话|手机|身份|性别)"
    rf"|{WEAK}[ :(]{{0,2}}(?P<it3>(?:{COMPOUND}|[{PLAIN}])(?!{TITLES}){OPEN}{GIVEN}?){ENDS}"
    rf"|{WEAK}[ :(]{{0,2}}(?P<it4>[{DOUBTFUL}]{GIVEN}{{1,2}})(?=$|[^\u4e00-\u9fff])"
    r"|(?P<it5>[\u4e00-\u9fff]{1,6}[·•][\u4e00-\u9fff]{1,8})(?=[先女,,。;;、 \s(()]|$)"
)


def find_names(shadow: str) -> list[tuple[int, int, str]]:
    """Return (start, end, mask) of every name that a cue or a form of address gives away."""
    found = [(*match.span(match.lastgroup or 0), NOBODY) for match in AFTER_CUES.finditer(shadow) if _is_name(match)]
    return found + [
        (*match.span(match.lastgroup or 0), "某")
        for match in FORMS_OF_ADDRESS.finditer(shadow)
        if not PLACE.match(shadow, match.start(match.lastgroup or 0))
    ]


def _is_name(found: re.Match[str]) -> bool:
    """After a cue that names somebody outright anything is a name; elsewhere not what begins as an everyday word."""
    return found.lastgroup in OUTRIGHT or not WORD.match(found.string, found.start(found.lastgroup or 0))
