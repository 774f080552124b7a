"""What is masked for publication, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.privacy import contains_personal_data, mask, mask_name, mask_phone

MASKED = [
    # mobile phones
    ("我的手机13812345678,请回电", "我的手机〔电话〕,请回电"),
    ("电话138 1234 5678", "电话〔电话〕"),
    ("电话138-1234-5678", "电话〔电话〕"),
    ("手机１３８１２３４５６７８", "手机〔电话〕"),
    ("一三八一二三四五六七八", "〔电话〕"),
    ("打幺三八 一二三四 五六七八找我", "打〔电话〕找我"),
    ("138一二三四5678", "〔电话〕"),
    ("138.1234.5678", "〔电话〕"),
    ("138,1234,5678", "〔电话〕"),
    ("+86 13812345678", "〔电话〕"),
    ("1 3 8 1 2 3 4 5 6 7 8", "〔电话〕"),
    ("13⑧12345678", "〔电话〕"),
    ("2024年7月15日13812345678来电", "2024年7月15日〔电话〕来电"),
    # landlines
    ("027-87654321", "〔电话〕"),
    ("(027)8765-4321转801", "〔电话〕"),
    ("02787654321", "〔电话〕"),
    ("０２７-８７６５４３２１", "〔电话〕"),
    ("请致电87654321", "请致电〔电话〕"),
    ("家里座机 8765-4321", "家里座机 〔电话〕"),
    ("0717-6789012", "〔电话〕"),
    # papers, cards, accounts
    ("身份证号420106199001011234", "身份证号〔证件号〕"),
    ("420106 19900101 123X", "〔证件号〕"),
    ("身份证:42010619900101123X", "身份证:〔证件号〕"),
    ("护照E12345678", "护照〔证件号〕"),
    ("卡号6222 0212 3456 7890 123", "卡号〔卡号〕"),
    ("6222021234567890123", "〔号码〕"),
    ("邮箱zhang.san@example.com", "邮箱〔邮箱〕"),
    ("zhangsan@qq.com收", "〔邮箱〕收"),
    ("QQ:123456789", "QQ:〔账号〕"),
    ("加我微信zhangsan_88", "加我微信〔账号〕"),
    ("微信号:wx123456", "微信号:〔账号〕"),
    ("户号1234567890停气", "户号〔账号〕停气"),
    ("订单号SF1234567890123", "订单号〔账号〕"),
    ("工单202611240000017已办", "工单〔号码〕已办"),
    # plates
    ("车牌鄂A12345违停", "车牌〔车牌〕违停"),
    ("鄂A·D12345", "〔车牌〕"),
    ("鄂ad12345", "〔车牌〕"),
    ("鄂A1234警", "〔车牌〕"),
    # names
    ("我叫张三,住在这里", "我叫某某,住在这里"),
    ("我叫王有才", "我叫某某"),
    ("我叫李小明。", "我叫某某。"),
    ("我叫高峰,", "我叫某某,"),
    ("本人王建国,武汉市民", "本人某某,武汉市民"),
    ("联系人:欧阳锋,", "联系人:某某,"),
    ("姓名:阿依古丽·买买提", "姓名:某某"),
    ("业主赵铁柱反映物业不作为", "业主某某反映物业不作为"),
    ("业主张三和李四", "业主某某和某某"),
    ("物业经理李建国态度恶劣", "物业经理某某态度恶劣"),
    ("张先生反映", "某先生反映"),
    ("张来福先生来电", "某先生来电"),
    ("李女士和欧阳女士", "某女士和某女士"),
    ("市民黄先生", "市民某先生"),
    ("负责人周杰伦拖欠工资", "负责人某某拖欠工资"),
    ("物业吴总发火", "物业某总发火"),
    ("请联系王主任", "请联系某主任"),
    ("邻居方大同,半夜唱歌", "邻居某某,半夜唱歌"),
    # where somebody lives
    ("锦绣小区3栋2单元501室漏水", "锦绣小区〔门牌〕漏水"),
    ("锦绣小区3栋2单元501室", "锦绣小区〔门牌〕"),
    ("锦绣小区三栋二单元五楼", "锦绣小区〔门牌〕"),
    ("锦绣小区3栋501", "锦绣小区〔门牌〕"),
    ("锦绣小区3-2-501", "锦绣小区〔门牌〕"),
    ("12号楼一单元1203", "〔门牌〕"),
    ("A座1502室", "〔门牌〕"),
    ("解放大道1277号对面", "解放大道〔门牌〕对面"),
    ("珞喻路附12号", "珞喻路〔门牌〕"),
    ("和平村3组12号", "和平村〔门牌〕"),
    ("我住在1203室", "我住在〔门牌〕"),
    ("房号:1203", "房号:〔门牌〕"),
    ("红钢城23街坊15门201", "红钢城23街坊〔门牌〕"),
]
UNTOUCHED = [
    "请拨打12345",
    "紧急请拨110、119、120、122",
    "12315和12369热线",
    "客服电话4008208820",
    "400-820-8820",
    "95588银行",
    "2024年7月15日停水",
    "2024-07-15 08:30到2024-08-24 18:00",
    "２０２４年７月１５日",
    "20240715",
    "2019-2024年",
    "2019 2020 2021 2022 2023",
    "早上6点到晚上10点",
    "罚款3000元",
    "涉及金额123456789元",
    "面积12345678平方米",
    "1.5米高 300多人",
    "国办发〔2020〕53号",
    "武政规[2023]5号",
    "国办函〔2025〕66号文件",
    "DB42/T 1234-2020",
    "GB/T 37668—2019",
    "地铁2号线光谷广场站",
    "轨道交通1号线",
    "坐5路公交到街道口",
    "共12栋楼没有电",
    "有3栋楼停水",
    "3楼食堂",
    "第3教室",
    "三室两厅",
    "3室2厅",
    "一座高架桥",
    "A座电梯坏了没人修",
    "每月5号发工资",
    "本人于昨天晚上散步",
    "本人和家人",
    "本人曾多次反映",
    "本人住在江汉区",
    "业主安全没有保障",
    "业主郑重声明",
    "业主委员会",
    "学生高考期间噪音",
    "我是武汉市民",
    "我是江岸区居民",
    "我叫了保安过来",
    "对方女士很凶",
    "公安局长信箱",
    "市长信箱",
    "部门经理不在",
    "高级经理",
    "班主任体罚学生",
    "老师安排加班",
    "患者申请医保",
    "老板严厉批评",
    "工作人员严重失职",
    "社区居民反映",
    "刘总共三次",
    "王总是不来",
    "3号门进出",
    "谢谢老师",
    "多谢医生",
    "",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_personal_data_is_masked_and_the_rest_stays(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert contains_personal_data(text)
    assert not contains_personal_data(masked)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_amounts_dates_documents_and_public_numbers_stay(text: str) -> None:
    assert mask(text) == text
    assert not contains_personal_data(text)


class TestKnownValues:
    def test_name_phone_and_address_are_masked_each_in_its_way(self) -> None:
        text = "程序员反映:程序住在光谷东街道理想城小区,电话027 8765 4321,请联系程 序"
        known = ["程序", "027-87654321", "光谷东街道理想城小区"]
        assert mask(text, known) == "某某员反映:某某住在〔住址〕,电话〔电话〕,请联系某某"

    def test_blank_values_mask_nothing(self) -> None:
        assert mask("道路-积水", ["", " ", "\u3000", "\xad", "-", "。"]) == "道路-积水"

    def test_a_name_of_one_sign_is_masked(self) -> None:
        assert mask("李说,", ["李"]) == "某说,"

    def test_signs_with_a_meaning_in_patterns_are_taken_as_they_are(self) -> None:
        assert mask("a.c和abc", ["a.c"]) == "某某和abc"

    def test_known_values_count_when_looking_for_personal_data(self) -> None:
        assert contains_personal_data("程序说", ["程序"])
        assert not contains_personal_data("程序说")


class TestLists:
    """ "mask_phone, mask_name for lists (138****1234, 张*)"."""

    @pytest.mark.parametrize(
        ("phone", "shown"),
        [
            ("13812341234", "138****1234"),
            ("027-87654321", "027-****4321"),
            ("0717-6789012", "0717-****9012"),
            ("12345", "*****"),
            ("", ""),
        ],
    )
    def test_phones(self, phone: str, shown: str) -> None:
        assert mask_phone(phone) == shown

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("张三", "张*"),
            ("张三丰", "张**"),
            ("欧阳锋", "欧阳*"),
            ("李", "*"),
            ("", ""),
            (" 王五 ", "王*"),
            ("John Smith", "J***"),
        ],
    )
    def test_names(self, name: str, shown: str) -> None:
        assert mask_name(name) == shown

    @given(st.text(max_size=30))
    def test_a_masked_name_shows_at_most_two_signs(self, name: str) -> None:
        assert len(mask_name(name).replace("*", "")) <= 2
