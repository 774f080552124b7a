"""The file of message boards: what a city may write, and what is refused with the place and the reason."""

import json

import pytest

from hotline.domain.boards import Shape, load_boards
from hotline.errors import ConfigurationError

BOARD = {"id": "city", "name": "城市留言板", "shape": "feed", "url": "https://board.example/rss"}


def written(tmp_path, *boards):
    file = tmp_path / "message_boards.json"
    file.write_text(json.dumps({"boards": boards}), encoding="utf-8")
    return file


def test_no_board_is_read_before_a_city_names_one():
    assert load_boards() == ()


def test_a_board_is_read_as_it_is_written(tmp_path):
    [board] = load_boards(written(tmp_path, {**BOARD, "fields": {"text": "body"}}))
    assert (board.id, board.shape, board.fields) == ("city", Shape.FEED, {"text": "body"})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "City 1"}, "id 应由"),
        ({"shape": "xml"}, "xml"),
        ({"url": "file:///etc/passwd"}, "http://"),
        ({"fields": {"words": "body"}}, "words"),
        ({"pages": 3}, "pages"),
        ({"headers": "x"}, "headers"),
        ({"channel": "fax"}, "fax"),
    ],
)
def test_what_is_wrong_is_refused_with_the_reason(tmp_path, change, says):
    with pytest.raises(ConfigurationError, match=says):
        load_boards(written(tmp_path, {**BOARD, **change}))


def test_two_boards_under_one_id_are_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="重复"):
        load_boards(written(tmp_path, BOARD, BOARD))
