"""Each department that the 2019 division of work names is first for plain sentences of its own duty."""

import pytest

from routing import Directory, Router

SENTENCES = {
    "gov_office": (
        "市政府的规范性文件在哪里可以看到全文",
        "打12345热线反映的问题,答复和我说的事对不上",
        "想了解今年政府工作报告里承诺的事项进展",
    ),
    "data": (
        "政务服务大厅窗口排队太久,取号机经常坏",
        "一网通办平台上提交材料总是报错",
        "政府网站上的办事指南没有更新",
    ),
    "audit": (
        "请公布专项资金的审计报告",
        "审计发现的问题整改情况在哪里公开",
        "希望对这个项目进行审计",
    ),
    "finance_reg": (
        "小额贷款公司利息太高还暴力催收",
        "这家公司涉嫌非法集资,老人把养老钱都投进去了",
        "P2P平台爆雷,本金拿不回来",
    ),
    "poverty": (
        "家里困难,怎样才能评为建档立卡贫困户",
        "扶贫资金没有发到贫困户手里",
        "易地扶贫搬迁的房子什么时候分",
    ),
    "ecology": (
        "化工厂半夜偷排废气,气味刺鼻",
        "搅拌站粉尘污染严重,环保部门管一管",
        "工厂把废水直接排进河里,污染严重",
    ),
    "education": (
        "幼儿园乱收费,家长不同意就不让孩子入学",
        "老师课外有偿补课,学校不管",
        "请问小学学区怎么划分,入学要什么材料",
    ),
    "hr": (
        "公司拖欠工资三个月不发",
        "单位不给缴社保,劳动合同也不签",
        "工伤认定申请多久有结果",
    ),
    "culture": (
        "旅行社强制购物,导游态度恶劣",
        "图书馆周末为什么不开门",
        "网吧接纳未成年人上网",
    ),
    "veterans": (
        "退役军人安置工作迟迟没有落实",
        "我是退伍军人,优抚金怎么申请",
        "志愿兵转业后的待遇找谁落实",
    ),
    "health": (
        "医院误诊,医生态度也很差",
        "生二胎要办什么手续,计划生育政策怎么规定",
        "疫苗接种点什么时候有货,卫生院说不清楚",
    ),
    "market": (
        "超市卖过期食品,要求退款被拒绝",
        "商家虚假宣传,消费者权益受到侵害",
        "餐馆没有营业执照,食品安全没有保障",
    ),
    "medins": (
        "医保卡在异地住院能报销吗",
        "新农合今年交多少钱,报销比例是多少",
        "慢性病门诊的药不在医保目录里",
    ),
    "fiscal": (
        "市级部门的财政预算在哪里公开",
        "财政补贴资金一直没有拨付到位",
        "地方政府债务的规模有没有公布",
    ),
    "construction": (
        "这条断头路什么时候开工建设",
        "房屋工程质量有问题,墙体开裂,竣工验收怎么通过的",
        "地铁施工围挡占了半条路,工期一拖再拖",
    ),
    "planning": (
        "小区旁边的空地规划是什么用途",
        "征地补偿标准低,土地被占没有手续",
        "不动产证办理要哪些材料",
    ),
    "sasac": (
        "国企改制后职工安置没有落实",
        "三供一业移交的改造费用由谁出",
        "国有企业破产,下岗职工的补偿金没有给",
    ),
    "bidding": (
        "这个项目招标有围标串标的嫌疑",
        "对中标结果有异议,评标不公",
        "公共资源交易平台上查不到招标公告",
    ),
    "ndrc": (
        "居民阶梯电价标准是怎样定的",
        "这个项目的立项审批到哪一步了",
        "停车收费标准由谁定价",
    ),
    "commerce": (
        "农贸市场规划建在哪里,附近买菜不方便",
        "商场的预付卡办了以后公司跑路了,商务部门管吗",
        "加油站的成品油经营许可怎么申请",
    ),
    "industry": (
        "中小企业技术改造有什么扶持政策,工信部门怎么申报",
        "工业企业申报智能制造示范项目的条件",
        "新能源汽车推广补贴什么时候发给企业",
    ),
    "transport": (
        "公交车班次太少,等了半个小时",
        "出租车拒载还不打表",
        "村里的水泥路坑坑洼洼,农村公路没人养护",
    ),
    "water": (
        "自来水水压太低,三楼就上不去水",
        "下水道堵塞,污水横流",
        "湖边有人填湖,河道也没人清淤",
    ),
    "agri": (
        "土地承包经营权证一直没发,村集体不给说法",
        "种粮农业补贴为什么没有到账",
        "生猪养殖遇到疫病,找哪里指导",
    ),
    "emergency": (
        "厂里安全生产管理混乱,事故隐患没人查",
        "居民楼旁边有危险化学品仓库",
        "烟花爆竹经营许可证怎么办理",
    ),
    "forest": (
        "公园里的步道坏了没人修",
        "行道树被随意砍伐",
        "小区外的绿化带里树木枯死,没人补种",
    ),
}


def test_the_sentences_cover_every_department_the_seed_names(directory: Directory):
    named = {one.id for one in directory.departments if one.seed_rows}
    assert set(SENTENCES) == named
    assert len(named) == 26


@pytest.mark.parametrize(("department", "sentence"), [(one, said) for one, all_ in SENTENCES.items() for said in all_])
def test_a_plain_sentence_of_its_duty_goes_to_the_department(router: Router, department: str, sentence: str):
    answer = router.route(sentence)
    assert answer.candidates[0].department_id == department, [
        (one.department, one.score, [piece.keyword for piece in one.evidence]) for one in answer.candidates[:3]
    ]
