"""Following a matter: number and code by POST, one ticket per session, four forms, and no probing."""

from datetime import timedelta

import pytest
from flask import Flask

from hotline.accounts.throttle import FOLLOW
from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.number import compose, spoken
from hotline.domain.vocabulary import RemarkKind, Satisfaction
from hotline.flow import dispatching, reviewing
from hotline.flow.same_matter import merging
from hotline.models import Message, Rating, Remark, Ticket
from hotline.parts import parts
from tests import factories
from tests.people import CITIZEN, LEAD, OPERATOR
from tests.web.visitor import Visitor, words

UNKNOWN = compose(now().date(), 777_777)
SAME_SENTENCE = "服务编号或查询码不正确"


def a_matter(app: Flask, state: State = State.RECEIVED, **changes: object) -> tuple[int, str, str]:
    """Return id, number and code of a ticket in a state."""
    with app.app_context():
        ticket = factories.the(factories.a_ticket(state, at=now() - timedelta(days=1), **changes))
        theirs = (Message.home_ticket_id == ticket.id) | (Message.ticket_id == ticket.id)
        return ticket.id, ticket.number, db.session.query(Message).filter(theirs).first().query_code


def a_follower(app: Flask, state: State = State.RECEIVED, **changes: object) -> tuple[Visitor, int, str]:
    """Return somebody who follows a ticket, its id and the address of its page."""
    ticket_id, number, code = a_matter(app, state, **changes)
    visitor = Visitor(app)
    page = visitor.post("/follow", {"number": number, "code": code})
    assert page.request.path == f"/follow/{number}"
    return visitor, ticket_id, f"/follow/{number}"


def state_of(app: Flask, ticket_id: int) -> tuple[State, int]:
    with app.app_context():
        ticket = factories.the(ticket_id)
        return ticket.state, ticket.version


def test_number_and_code_open_the_page_however_they_are_spaced(app: Flask) -> None:
    _, number, code = a_matter(app, State.HANDLING)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    for typed in (spoken(number), f" {number} ", wide):
        page = Visitor(app).post("/follow", {"number": typed, "code": code.lower()})
        text = words(page.text)
        assert "办理中" in text
        assert "市城管执法委" in text
        assert "承诺答复日期" in text
        assert "code=" not in page.request.url


def test_the_page_shows_no_personal_data_no_code_and_no_staff(app: Flask) -> None:
    _, number, code = a_matter(app, State.HANDLING)
    text = Visitor(app).post("/follow", {"number": number, "code": code}).text
    for hidden in (factories.PHONE, factories.NAME, "话务员小王", "城管承办人", code):
        assert hidden not in text


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"number": "", "code": "AAAA1111"}, 422, "请填写服务编号"),
        ({"number": UNKNOWN, "code": ""}, 422, "请填写查询码"),
        ({"number": "12345", "code": "AAAA1111"}, 422, "15位以上的数字"),
        ({"number": "没有编号", "code": "AAAA1111"}, 422, "15位以上的数字"),
        ({"number": UNKNOWN[:-1] + str((int(UNKNOWN[-1]) + 1) % 10), "code": "AAAA1111"}, 422, "抄错或颠倒"),
        ({"number": UNKNOWN, "code": "AAAA1111"}, 404, SAME_SENTENCE),
        ({"number": UNKNOWN, "code": "错码😀"}, 404, SAME_SENTENCE),
        ({"number": UNKNOWN, "code": "\x00"}, 422, "请填写查询码"),
    ],
)
def test_a_wrong_number_or_code_is_answered_with_a_sentence(
    app: Flask, typed: dict[str, str], status: int, sentence: str
) -> None:
    page = Visitor(app).post("/follow", typed)
    assert page.status_code == status
    assert sentence in words(page.text)
    if typed["number"]:
        assert f'value="{typed["number"]}"' in page.text


def test_an_unknown_number_and_a_wrong_code_read_alike(app: Flask) -> None:
    _, number, _ = a_matter(app)
    pages = [Visitor(app).post("/follow", {"number": each, "code": "ZZZZ9999"}) for each in (number, UNKNOWN)]
    assert pages[0].status_code == pages[1].status_code == 404
    first, second = (words(page.text).replace(each, "") for page, each in zip(pages, (number, UNKNOWN), strict=True))
    assert first == second


def test_trying_codes_out_is_slowed_down_for_that_source_only(app: Flask) -> None:
    _, number, code = a_matter(app)
    prober = Visitor(app, address="198.51.100.7")
    for _ in range(FOLLOW.failures):
        assert prober.post("/follow", {"number": number, "code": "ZZZZ9999"}).status_code == 404
    barred = prober.post("/follow", {"number": number, "code": code})
    assert barred.status_code == 429
    assert "分钟后再试" in words(barred.text)
    assert Visitor(app).post("/follow", {"number": number, "code": code}).status_code == 200


def test_the_session_opens_one_ticket_and_no_other(app: Flask) -> None:
    visitor, _, _ = a_follower(app)
    _, other, _ = a_matter(app)
    for path in (f"/follow/{other}", f"/follow/{UNKNOWN}", "/follow/1"):
        assert visitor.get(path).request.path == "/follow"


def test_leaving_closes_the_ticket(app: Flask) -> None:
    visitor, _, path = a_follower(app)
    visitor.post("/follow/leave", {}, page=path)
    assert visitor.get(path).request.path == "/follow"


def test_what_was_typed_is_shown_when_the_session_is_gone(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app)
    form = {**visitor.hidden(path, f"{path}/supplement"), "text": "还有一盏也坏了"}
    visitor.post("/follow/leave", {}, page=path)
    page = visitor.send(f"{path}/supplement", form)
    assert page.status_code == 404
    assert "还有一盏也坏了" in page.text
    with app.app_context():
        assert not db.session.query(Remark).filter_by(ticket_id=ticket_id).count()


def test_a_supplement_is_kept_once_and_shown(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app, State.HANDLING)
    form = {**visitor.hidden(path, f"{path}/supplement"), "text": "还有一盏也坏了"}
    for _ in range(2):
        page = visitor.send(f"{path}/supplement", form)
        assert page.status_code == 200
        assert "已收到您补充的情况" in words(page.text)
    with app.app_context():
        assert [each.kind for each in db.session.query(Remark).filter_by(ticket_id=ticket_id)] == [
            RemarkKind.SUPPLEMENT
        ]


def test_a_ticket_that_waits_goes_on_with_what_is_added(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app, State.WAITING)
    assert "请补充具体时间" in words(visitor.get(path).text)
    visitor.post(f"{path}/supplement", {"text": "每天傍晚六点"}, page=path)
    assert state_of(app, ticket_id)[0] is State.RECEIVED


def test_an_empty_supplement_is_refused(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app)
    before = state_of(app, ticket_id)
    page = visitor.post(f"{path}/supplement", {"text": " "}, page=path)
    assert page.status_code == 422
    assert "请填写要补充的情况" in words(page.text)
    assert state_of(app, ticket_id) == before


def test_a_stale_page_is_answered_with_both_sides_and_changes_nothing(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app, State.CLASSIFIED)
    form = visitor.hidden(path, f"{path}/withdrawal")
    supplement = {**visitor.hidden(path, f"{path}/supplement"), "text": "电线杆上写着12号"}
    with app.app_context(), unit_of_work():
        ticket = db.session.get_one(Ticket, ticket_id)
        dispatching.dispatch(ticket, to=LEAD, rules=parts().rules, by=OPERATOR, at=now())
    before = state_of(app, ticket_id)
    for address, sent in ((f"{path}/withdrawal", form), (f"{path}/supplement", supplement)):
        page = visitor.send(address, sent)
        text = words(page.text)
        assert page.status_code == 409
        assert "请对照后再决定" in text
        assert "已交办" in text
        assert state_of(app, ticket_id) == before
    assert page.text.count("电线杆上写着12号") >= 2
    now_seen = visitor.hidden(path, f"{path}/supplement")["version"]
    assert visitor.send(f"{path}/supplement", supplement | {"version": now_seen}).status_code == 200


def test_what_another_citizen_says_of_the_same_matter_makes_no_page_stale(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app)
    with app.app_context():
        other_id = factories.a_ticket(at=now())
        with unit_of_work():
            ours, theirs = factories.the(ticket_id), factories.the(other_id)
            other = theirs.messages[0]
            merging.merge(theirs, into=ours, by=OPERATOR, at=now(), note="同一事项")
        for step in (factories.classify, factories.dispatch, factories.sign, factories.answer, factories.approve):
            with unit_of_work():
                step(factories.the(ticket_id), now())
    form = {**visitor.hidden(path, f"{path}/rating"), "satisfaction": "good"}
    wish = {**visitor.hidden(path, f"{path}/rework-wish"), "wish": "摊位又回来了"}
    with app.app_context(), unit_of_work():
        reviewing.rate(db.session.merge(other), Satisfaction.GOOD, by=CITIZEN, at=now())
    assert state_of(app, ticket_id)[0] is State.CLOSED
    assert "感谢您的评价" in words(visitor.send(f"{path}/rating", form).text)
    assert "已收到您的重办要求" in words(visitor.send(f"{path}/rework-wish", wish).text)


def test_an_answer_is_shown_and_rated_once_and_a_satisfied_one_closes(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app, State.APPROVED)
    assert "已现场清理并安排值守" in words(visitor.get(path).text)
    form = {**visitor.hidden(path, f"{path}/rating"), "satisfaction": "good", "rating_note": "很快"}
    for _ in range(2):
        assert visitor.send(f"{path}/rating", form).status_code == 200
    assert visitor.send(f"{path}/rating", form | {"satisfaction": "bad"}).status_code == 409
    assert state_of(app, ticket_id)[0] is State.CLOSED
    with app.app_context():
        assert db.session.query(Rating).count() == 1


def test_a_rating_without_a_grade_is_refused(app: Flask) -> None:
    visitor, _, path = a_follower(app, State.APPROVED)
    page = visitor.post(f"{path}/rating", {"rating_note": "还行吧"}, page=path)
    assert page.status_code == 422
    assert "还行吧" in page.text


def test_an_answer_that_waits_for_review_is_not_shown(app: Flask) -> None:
    visitor, _, path = a_follower(app, State.ANSWERED)
    text = words(visitor.get(path).text)
    assert "答复审核中" in text
    assert "已现场清理" not in text


def test_a_wish_for_rework_is_kept_and_asked_for_once(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app, State.CLOSED)
    form = {**visitor.hidden(path, f"{path}/rework-wish"), "wish": "第二天又来了"}
    for _ in range(2):
        assert "已收到您的重办要求" in words(visitor.send(f"{path}/rework-wish", form).text)
    assert f"{path}/rework-wish" not in visitor.get(path).text
    with app.app_context():
        assert db.session.query(Remark).filter_by(kind=RemarkKind.REWORK_WISH).count() == 1
        with unit_of_work():
            ticket = db.session.get_one(Ticket, ticket_id)
            reviewing.reopen(ticket, rules=parts().rules, by=OPERATOR, at=now(), note="情况属实")
    assert "同意重办" in words(visitor.get(path).text)


def test_withdrawing_ends_the_matter_and_twice_is_once(app: Flask) -> None:
    visitor, ticket_id, path = a_follower(app)
    form = {**visitor.hidden(path, f"{path}/withdrawal"), "reason": "已经解决"}
    for _ in range(2):
        assert "已撤回" in words(visitor.send(f"{path}/withdrawal", form).text)
    assert state_of(app, ticket_id)[0] is State.VOIDED
