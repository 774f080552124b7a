"""``hotline pull``: boards are named in a file; what came of each is said in one line, trouble in one sentence."""

import json

import pytest

from tests.workers import mail_server
from tests.workers.board import as_json, board_server
from tests.workers.mails import a_mail


@pytest.fixture
def board():
    with board_server() as served:
        yield served


@pytest.fixture
def pull(hotline, tmp_path, board):
    hotline("db", "upgrade")
    one = {"id": "city", "name": "城市留言板", "shape": "json", "url": f"{board.url}/list"}
    other = {**one, "id": "other", "name": "另一个留言板", "url": f"{board.url}/down"}
    (tmp_path / "message_boards.json").write_text(json.dumps({"boards": [other, one]}), encoding="utf-8")
    return lambda *words: hotline("pull", *words)


def told(path, _asked):
    return as_json([{"external_id": "1", "text": "翠湖路积水。"}]) if path == "/list" else (503, b"")


def test_each_board_is_said_and_one_that_is_down_keeps_no_other_from_its_turn(pull, board):
    board.answer = told
    first = pull()
    assert first.exit_code == 1
    assert "城市留言板：新收1件，已有0件。" in first.output
    assert "另一个留言板：“另一个留言板”暂不接收（503）" in first.output
    again = pull("city")
    assert (again.exit_code, again.output) == (0, "城市留言板：新收0件，已有0件。\n")  # 304: the same as before


def test_an_unknown_board_is_refused_in_one_sentence(pull):
    refused = pull("nowhere")
    assert refused.exit_code == 1
    assert "没有这个留言板或邮箱：nowhere。" in refused.output


def test_a_house_without_boards_says_where_to_write_them(hotline, tmp_path):
    hotline("db", "upgrade")
    said = hotline("pull")
    assert said.exit_code == 0
    assert str(tmp_path / "message_boards.json") in said.output


@pytest.mark.backend("sqlite")  # the way from the shell to the mailbox; the reading itself is tried on both
def test_a_mailbox_is_read_beside_the_boards_with_a_password_from_a_file(hotline, tmp_path):
    hotline("db", "upgrade")
    (tmp_path / "password").write_text(f"{mail_server.PASSWORD}\n", encoding="utf-8")
    with mail_server.mail_server(tmp_path) as account:
        account.put(a_mail())
        box = {"id": "mail", "name": "热线邮箱", "address": mail_server.USER, "host": "127.0.0.1", "port": account.port}
        box |= {"ca_file": account.ca_file, "password_file": str(tmp_path / "password")}
        (tmp_path / "message_boards.json").write_text(json.dumps({"mailboxes": [box]}), encoding="utf-8")
        said = hotline("pull", "mail")
    assert (said.exit_code, said.output) == (0, "热线邮箱：新收1件，已有0件。\n")
