"""What the data folder supplies where no server is named: a secret key, and how to start a real Redis."""

import dataclasses
from pathlib import Path

import pytest

from hotline import embedded
from hotline.errors import ConfigurationError
from hotline.settings import Settings, child_environment


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    folder = tmp_path / "var"
    secret = embedded.keep_secret(folder)
    assert len(secret) == 64
    assert embedded.keep_secret(folder) == secret
    assert (folder / "secret-key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_damaged_secret_key_is_said_and_not_replaced(tmp_path):
    embedded.keep_secret(tmp_path)
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(ConfigurationError, match="密钥文件"):
        embedded.keep_secret(tmp_path)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which even root can make nothing")
def test_a_data_folder_that_takes_no_files_is_said_in_one_sentence():
    with pytest.raises(ConfigurationError, match="数据目录 /proc 不能写入"):
        embedded.keep_secret(Path("/proc"))


def test_a_key_and_a_redis_that_were_named_are_left_alone(tmp_path):
    named = Settings(data_dir=tmp_path, secret_key="named", redis_url="redis://elsewhere")
    assert embedded.complete(named) == named


def test_what_the_children_read_is_what_the_keeper_completed(tmp_path):
    settings = embedded.complete(Settings(data_dir=tmp_path, database_url="sqlite:///x"))
    assert Settings.from_env(child_environment(settings)) == settings


def test_the_embedded_redis_keeps_what_it_was_given_and_listens_to_its_owner_only(tmp_path):
    words = embedded.redis_command(Settings(data_dir=tmp_path))
    options = dict(zip(words[1::2], words[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "everysec"
    assert options["--port"] == "0"
    assert options["--unixsocketperm"] == "700"
    assert options["--dir"].startswith(str(tmp_path))


def test_without_the_wheel_a_redis_on_the_path_is_taken_and_else_the_remedy_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match="apt-get install redis-server"):
        embedded.find_redis_server()
    own = tmp_path / "redis-server"
    own.touch(mode=0o755)
    assert embedded.find_redis_server() == own


def test_a_data_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path):
    (tmp_path / "var").touch()
    with pytest.raises(ConfigurationError, match="数据目录"):
        embedded.make_private(tmp_path / "var" / "below")


def test_a_misspelt_redis_address_is_said():
    with pytest.raises(ConfigurationError, match="HOTLINE_REDIS_URL"):
        embedded.redis_answers("no-such-scheme://x")


def test_nobody_else_may_own_the_folder_of_the_socket(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded.os, "getuid", lambda: 4711)
    with pytest.raises(ConfigurationError, match="其他用户"):
        embedded.redis_command(dataclasses.replace(Settings(), data_dir=tmp_path))
