"""Message boards are read from a real HTTP server: each message once, from where the board was read to, none lost."""

import pytest
from sqlalchemy import event

from hotline.db import db, unit_of_work
from hotline.domain.boards import Board, Shape
from hotline.domain.vocabulary import Channel
from hotline.errors import BadInput
from hotline.flow.doors import pulling
from hotline.models import BoardPosition, Message, Ticket
from tests.workers.board import as_json, board_server
from workers.boards.pulling import pull
from workers.channels import Refused, TryLater

pytestmark = pytest.mark.usefixtures("inside")
LAMP = {"id": "L1", "subject": "路灯不亮", "body": {"words": "和平里门口的路灯坏了。"}, "tel": "13871234567"}
NOISE = {"id": "L2", "subject": "半夜施工", "body": {"words": "南苑工地半夜打桩。"}, "tel": "没有"}
FIELDS = {"external_id": "id", "title": "subject", "text": "body.words", "phone": "tel"}
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>留言</title>
<item><guid>r1</guid><title>公园积水</title><pubDate>Mon, 02 Nov 2026 01:00:00 GMT</pubDate>
<description>&lt;p&gt;紫薇公园&lt;b&gt;西门&lt;/b&gt;积水。&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;请处理&lt;/p&gt;</description>
</item></channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>留言</title>
<id>b</id><updated>2026-11-02T01:00:00Z</updated><entry><id>a1</id><title>树枝挡路</title>
<updated>2026-11-02T01:00:00Z</updated><content type="text">翠湖路的树枝挡住人行道。</content></entry></feed>"""
TABLE = "编号,标题,内容,手机,地点\nC1,停水,枫林公寓停水三天。,13871230001,枫林公寓\nC2,,,,\n"


@pytest.fixture
def board():
    with board_server() as served:
        yield served


def at(served, shape, **more):
    return Board(id="city", name="城市留言板", shape=shape, url=f"{served.url}/list", **more)


def messages():
    db.session.rollback()
    return db.session.query(Message).order_by(Message.id).all()


def position():
    db.session.rollback()
    return db.session.get_one(BoardPosition, "city")


def test_json_is_read_page_after_page_and_later_from_the_last_page_on(board):
    pages = {"1": {"list": [LAMP], "paging": {"next": "/list?page=2"}}, "2": {"list": [NOISE], "paging": {}}}
    board.answer = lambda _path, asked: as_json({"data": pages[asked.get("page", "1")]})
    source = at(board, Shape.JSON, fields=FIELDS, items="data.list", next="data.paging.next")
    tally = pull(source)
    assert (tally.new, tally.known, tally.refused) == (2, 0, 0)
    lamp, noise = messages()
    assert (lamp.channel, lamp.external_id) == (Channel.MESSAGE_BOARD, "city:L1")
    assert (lamp.title, lamp.text, lamp.citizen_phone) == ("路灯不亮", "和平里门口的路灯坏了。", "13871234567")
    assert noise.citizen_phone == ""  # no phone number; the citizen asked all the same
    pages["2"]["list"].append({**LAMP, "id": "L3"})
    assert (pull(source).new, board.requests[-1]) == (1, "/list?page=2")
    assert len(messages()) == 3


def test_json_can_be_asked_for_what_came_after_the_saved_position(board):
    told = [{**LAMP, "id": str(number)} for number in range(1, 6)]

    def answer(_path, asked):
        later = [each for each in told if int(each["id"]) > int(asked.get("after", "0"))]
        return as_json(later[:2])

    board.answer = answer
    source = at(board, Shape.JSON, fields=FIELDS, after="after")
    assert pull(source).new == 5
    assert position().position == "5"
    told.append({**NOISE, "id": "6"})
    assert pull(source).new == 1
    assert "/list?after=5" in board.requests


@pytest.mark.parametrize(
    ("shape", "body", "title", "text"),
    [
        (Shape.FEED, RSS, "公园积水", "紫薇公园西门积水。\n请处理"),
        (Shape.FEED, ATOM, "树枝挡路", "翠湖路的树枝挡住人行道。"),
        (Shape.CSV, TABLE, "停水", "枫林公寓停水三天。"),
        (Shape.CSV, TABLE.encode("gb18030"), "停水", "枫林公寓停水三天。"),
    ],
)
def test_feeds_and_tables_are_read_once_and_not_sent_again_while_they_are_the_same(board, shape, body, title, text):
    board.answer = lambda _path, _asked: (200, body if isinstance(body, bytes) else body.encode())
    assert pull(at(board, shape)).new == 1
    [message] = messages()
    assert (message.title, message.text) == (title, text)
    assert pull(at(board, shape)).new == 0
    assert board.answered == [200, 304]


def test_a_row_without_a_text_is_counted_and_keeps_no_other_from_its_turn(board):
    board.answer = lambda _path, _asked: (200, TABLE.encode())
    tally = pull(at(board, Shape.CSV))
    assert (tally.new, tally.refused, position().refused) == (1, 1, 1)


def test_a_message_without_an_id_is_known_by_its_words(board):
    board.answer = lambda _path, _asked: as_json([{"text": "翠湖路积水。"}])
    assert [pull(at(board, Shape.JSON)).new for _ in range(2)] == [1, 0]


def test_a_long_title_and_a_moment_to_come_lose_no_word(board):
    title = "希望有关部门尽快处理" * 12
    board.answer = lambda _path, _asked: as_json(
        [{"external_id": "1", "title": title, "text": "积水。", "received_at": "2126-01-01 08:00"}]
    )
    assert pull(at(board, Shape.JSON)).new == 1
    [message] = messages()
    assert message.text == f"{title}\n积水。"
    assert len(message.title) <= 100


@pytest.mark.parametrize(
    ("shape", "answer", "error"),
    [
        (Shape.JSON, (503, b""), TryLater),
        (Shape.JSON, (403, b""), Refused),
        (Shape.JSON, (302, b""), Refused),
        (Shape.JSON, (200, b"<html>"), BadInput),
        (Shape.JSON, (200, b'{"list": 5}'), BadInput),
        (Shape.FEED, (200, b"plain words"), BadInput),
        (Shape.CSV, (200, b"\xff\xff\xff"), BadInput),
    ],
)
def test_a_board_that_is_down_or_talks_nonsense_moves_nothing(board, shape, answer, error):
    board.answer = lambda _path, _asked: answer
    with pytest.raises(error):
        pull(at(board, shape, fields=FIELDS))
    assert messages() == []
    assert db.session.get(BoardPosition, "city") is None


def test_who_is_stopped_between_two_pages_goes_on_and_takes_each_message_once(board):
    pages = {"1": {"list": [LAMP], "next": "/list?page=2"}, "2": {"list": [NOISE]}}
    board.answer = lambda _path, asked: as_json(pages[asked["page"]]) if "page" in asked else as_json(pages["1"])
    source = at(board, Shape.JSON, fields=FIELDS, items="list", next="next")
    commits = []

    def stop_at_second(_connection):
        commits.append(1)
        if len(commits) == 4:  # look, take the first page, look, and then the second page
            raise KeyboardInterrupt

    event.listen(db.engine, "commit", stop_at_second)
    try:
        with pytest.raises(KeyboardInterrupt):
            pull(source)
    finally:
        event.remove(db.engine, "commit", stop_at_second)
    assert [message.external_id for message in messages()] == ["city:L1"]
    assert pull(source).new == 1
    assert [message.external_id for message in messages()] == ["city:L1", "city:L2"]
    assert db.session.query(Ticket).count() == 2


def test_two_who_read_one_page_take_each_message_once_and_the_first_mark_stays(board):
    board.answer = lambda _path, _asked: as_json([LAMP])
    source = at(board, Shape.JSON, fields=FIELDS)
    with unit_of_work():
        since = pulling.mark_of("city")
    pull(source)
    ours = position().etag
    with unit_of_work():
        page = pulling.Page(contacts=(), refused=1, mark=pulling.Mark(etag="theirs"))
        pulling.take("city", page, since=since, by=_machine(), at=messages()[0].received_at)
    assert (position().etag, position().refused, len(messages())) == (ours, 0, 1)


def _machine():
    from hotline.domain.people import SYSTEM

    return SYSTEM
