"""The mailboxes that a city names, and the mark by which an answer to our letter is recognised."""

import json

import pytest

from hotline.domain.letters_back import find_answered, mark_of
from hotline.domain.mailboxes import Security, Then, load_mailboxes, load_sources
from hotline.errors import ConfigurationError

BOX = {"id": "mail", "name": "热线邮箱", "address": "12345@city.example", "host": "imap.city.example"}
BOARD = {"id": "mail", "name": "城市留言板", "shape": "feed", "url": "https://board.example/rss"}


def written(tmp_path, *mailboxes, **more):
    file = tmp_path / "message_boards.json"
    file.write_text(json.dumps({"mailboxes": mailboxes, **more}), encoding="utf-8")
    return file


def test_a_mailbox_is_read_over_tls_left_as_it_is_and_signed_in_to_by_its_address(tmp_path):
    [box] = load_mailboxes(written(tmp_path, BOX))
    assert (box.security, box.port, box.then, box.user) == (Security.TLS, 993, Then.LEAVE, BOX["address"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"security": "none"}, "本机"),
        ({"then": "delete"}, "delete"),
        ({"then": "move"}, "move_to"),
        ({"address": "nobody"}, "address"),
        ({"password": "secret"}, "password"),
        ({"since": "November"}, "November"),
        ({"every": -1}, "every"),
        ({"port": "imap"}, "imap"),
    ],
)
def test_what_is_wrong_is_refused_with_the_reason(tmp_path, change, says):
    with pytest.raises(ConfigurationError, match=says):
        load_mailboxes(written(tmp_path, {**BOX, **change}))


def test_a_board_and_a_mailbox_under_one_id_and_a_misspelt_list_are_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="重复"):
        load_sources(written(tmp_path, BOX, boards=[BOARD]))
    with pytest.raises(ConfigurationError, match="mailbox"):
        load_sources(written(tmp_path, mailbox=[BOX]))


def test_only_a_letter_of_ours_is_recognised_by_its_mark():
    ours = f"<hotline-12-m7.{mark_of(7, secret='s')}@city.example>"
    assert find_answered(["<other@x>", ours], secret="s") == 7
    for other in (ours.replace("m7", "m8"), ours.replace("hotline", "mail"), "<hotline-12-m7@city.example>"):
        assert find_answered([other], secret="s") is None
    assert find_answered([ours], secret="another") is None
