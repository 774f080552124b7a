"""What people say and do, for Hypothesis: citizens, calls, answers, reasons, waits. Knows no database."""

from datetime import timedelta

from hypothesis import strategies as st

from hotline.domain.contact import Contact
from hotline.domain.vocabulary import Channel, Kind, Resolution, ReturnReason, Satisfaction, Urgency
from hotline.flow.answering import Reply
from hotline.flow.casework.petitions import ReturnWish
from tests.people import EVERYBODY, HELPER, LEAD, OTHER

names = st.sampled_from(("陈秀英", "欧阳建国", "李女士", "王伟", "买买提·艾力", "Zhang San", ""))
phones = st.one_of(
    st.builds("1{}{:09d}".format, st.integers(3, 9), st.integers(0, 999_999_999)),
    st.builds("027-8{:07d}".format, st.integers(0, 9_999_999)),
    st.just(""),
)
matters = st.sampled_from(
    (
        ("路口占道经营", "傍晚路口有流动摊贩占道经营，油烟很大。"),
        ("路灯不亮", "建设路一排路灯不亮，晚上看不清路。"),
        ("", "想问问公积金怎么提取，要带哪些材料?"),
        ("燃气泄漏", "楼道里有很浓的燃气味，怕爆炸，请马上来人。"),
        ("【清爽度夏】供水", "小区三天没有水，天气太热受不了。"),
        ("", "😀"),
    )
)
signatures = st.sampled_from(("", "我是{name}。", "请回电{phone}。", "联系人{name}电话{phone}", "{phone}{name}"))
waits = st.one_of(
    st.just(timedelta()),
    st.integers(1, 59).map(lambda count: timedelta(minutes=count)),
    st.integers(1, 240).map(lambda count: timedelta(hours=count)),
)
reasons = st.sampled_from(("情况属实", "请尽快", "", " "))
people = st.sampled_from(EVERYBODY)
departments = st.sampled_from((LEAD, HELPER, OTHER, "nobody"))
helpers = st.lists(departments, max_size=2)
satisfactions = st.sampled_from(Satisfaction)
kinds, urgencies = st.sampled_from(Kind), st.sampled_from(Urgency)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    """Return a call, with the caller's name and number perhaps also in the text, as people do."""
    name, phone = draw(names), draw(phones)
    title, text = draw(matters)
    return Contact(
        channel=draw(st.sampled_from(Channel)),
        title=title,
        text=text + draw(signatures).format(name=name, phone=phone),
        kind=draw(kinds),
        urgency=draw(urgencies),
        citizen_name=name,
        citizen_phone=phone,
        confidential=draw(st.sampled_from((False, False, False, True))),
        may_publish=draw(st.sampled_from((True, True, False))),
    )


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Return an answer of a department, which may be empty."""
    text = draw(st.sampled_from(("已现场处理完毕。", "经核实，情况如下：已列入计划。", " ")))
    leader = draw(st.sampled_from(("", "张建国，分管副主任")))
    return Reply(text=text, basis="管理条例", resolution=draw(st.sampled_from(Resolution)), leader=leader)


@st.composite
def return_wishes(draw: st.DrawFn) -> ReturnWish:
    """Return why a department says that a ticket is not its own, with or without a basis."""
    basis = draw(st.sampled_from(("权责清单第12项", "权责清单第12项", "")))
    return ReturnWish(reason=draw(st.sampled_from(ReturnReason)), text="不属于本单位职责", basis=basis)
