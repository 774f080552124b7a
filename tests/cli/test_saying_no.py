"""How a command says no: one Chinese sentence; exit code 1 for a file that cannot be opened, 2 for bad usage."""

import pytest

FILE_WANTED = (
    *(("route",), ("evaluate",), ("import",), ("restore",), ("rules", "check"), ("pull", "--boards")),
    *(("directory", "check"), ("directory", "format"), ("route", "--directory"), ("evaluate", "--history")),
)


@pytest.mark.backend("sqlite")  # nothing reaches the database
@pytest.mark.parametrize("words", FILE_WANTED, ids=" ".join)
@pytest.mark.parametrize(("name", "reason"), [("none.csv", "没有这个文件"), ("folder.csv", "这是一个文件夹")])
def test_a_file_that_cannot_be_opened_is_one_sentence_with_the_reason(hotline, tmp_path, words, name, reason):
    (tmp_path / "folder.csv").mkdir()
    said = hotline(*words, tmp_path / name)
    assert (said.exit_code, said.stdout) == (1, "")
    assert reason in said.stderr.splitlines()[0]
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.backend("sqlite")  # nothing reaches the database
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["no-such-command"], "没有命令 no-such-command。用法见 hotline --help。"),
        (["import"], "缺少 FILE。用法见 hotline import --help。"),
        (["route", "--nop"], "没有选项 --nop，是否想写 --top。用法见 hotline route --help。"),
        (["route", "--top", "0"], "--top 的值不对，应为1至100的整数。用法见 hotline route --help。"),
        (
            ["worker", "--lane", "x"],
            "--lane 的值不对，应为以下之一：routing、webhooks、letters。用法见 hotline worker --help。",
        ),
        (["demo", "x"], "参数多了，或写法不对。用法见 hotline demo --help。"),
    ],
)
def test_bad_usage_is_one_chinese_sentence(hotline, words, sentence):
    said = hotline(*words)
    assert len(said.output.splitlines()) == 1
    assert (said.exit_code, said.output.startswith(f"用法不对：{sentence}")) == (2, True)
