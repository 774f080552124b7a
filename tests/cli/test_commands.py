"""What each command promises: one plain sentence and exit code 1 for bad input, 2 for bad usage."""

import json
import re
import subprocess
import sys

import pytest

from hotline import editions
from hotline.cli import COMMANDS
from hotline.cli.archive import open_archive
from hotline.cli.serve import LANES
from hotline.clock import now
from hotline.db import unit_of_work
from hotline.domain.vocabulary import Book
from hotline.settings import Settings
from tests.people import ADMIN
from tests.servers import free_port
from workers import queues


def test_every_command_explains_itself(hotline):
    said = hotline("--help").output
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", said, re.MULTILINE), name
        assert "Usage:" in hotline(name, "--help").output


def test_routing_starts_without_flask_and_database():
    program = (
        "import sys; sys.argv = ['hotline', 'route', '--help']\nfrom hotline.cli import main\n"
        "try: main()\nexcept SystemExit: pass\nprint([name for name in ('flask', 'sqlalchemy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("typed", "code", "answers"), [('{"id": 1, "text": "路灯坏了"}', 0, 1), ("{", 1, 1), ("\n".join(["{}"] * 9), 1, 9)]
)
def test_a_command_leaves_with_its_code_and_all_that_it_printed(typed, code, answers):
    command = [sys.executable, "-m", "hotline.cli", "route"]
    run = subprocess.run(command, input=typed, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (code, "")
    assert len(run.stdout.splitlines()) == answers


def test_an_error_of_ours_is_no_quiet_end():
    program = "from hotline.cli.ending import run_and_leave\nrun_and_leave(lambda: 1 / 0)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "ZeroDivisionError" in run.stderr


def test_what_waits_for_the_exit_is_done_before_the_program_leaves():
    program = (
        "import atexit, sys, threading, time\nfrom hotline.cli.ending import run_and_leave\n"
        "def command():\n"
        "    atexit.register(print, 'registered')\n"
        "    threading.Thread(target=lambda: (threading.main_thread().join(), print('thread'))).start()\n"
        "    sys.exit(7)\n"
        "run_and_leave(command)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.split()) == (7, ["thread", "registered"])


@pytest.mark.parametrize("words", [("staff", "list"), ("route", "--top", "1"), ("db", "upgrade")])
def test_an_unknown_setting_is_one_sentence_that_names_the_nearest(hotline, words):
    result = hotline(*words, HOTLINE_DATABSE_URL="x")
    assert result.exit_code == 1
    assert "HOTLINE_DATABASE_URL" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "99999"), ("PORT", "0"), ("WEB_WORKERS", "0"), ("DEMO", "maybe"), ("HTTPS", "2"), ("PORT", "9" * 5000)],
)
def test_a_setting_that_cannot_be_meant_is_one_sentence_that_names_it(hotline, name, value):
    result = hotline("staff", "list", **{f"HOTLINE_{name}": value})
    assert (result.exit_code, f"HOTLINE_{name}" in result.stderr) == (1, True)
    assert len(result.stderr.splitlines()) == 1


def test_yes_and_no_may_be_written_as_people_write_them():
    for words, meant in ((("1", "True", "yes", "ON"), True), (("0", "False", "no", "OFF"), False)):
        for word in words:
            read = Settings.from_env({"HOTLINE_DEMO": word, "HOTLINE_HTTPS": word})
            assert (read.demo, read.https) == (meant, meant)


@pytest.mark.parametrize("words", [["staff", "list"], ["token", "create", "website"], ["audit", "verify"]])
def test_a_database_without_tables_is_one_sentence_with_the_remedy(hotline, words):
    result = hotline(*words)
    assert result.exit_code == 1
    assert "hotline db upgrade" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used_is_one_sentence(hotline, url):
    result = hotline("staff", "list", HOTLINE_DATABASE_URL=url)
    assert result.exit_code == 1
    assert "HOTLINE_DATABASE_URL" in result.stderr


def test_a_worker_can_be_bound_to_every_lane_there_is():
    assert tuple(queues.LANES) == LANES


def test_upgrading_twice_is_the_same_as_once(hotline):
    first, second = hotline("db", "upgrade"), hotline("db", "upgrade")
    assert first.exit_code == second.exit_code == 0
    assert "45 个承办单位" in second.output


@pytest.mark.backend("postgresql")  # with SQLite the data folder supplies what is missing
@pytest.mark.parametrize("part", ["web", "relay", "worker"])
def test_a_part_without_its_settings_says_what_is_missing(hotline, part):
    missing = {"HOTLINE_SECRET_KEY": ""} if part == "web" else {}
    result = hotline(part, **missing)
    assert result.exit_code == 1
    assert ("HOTLINE_SECRET_KEY" if part == "web" else "HOTLINE_REDIS_URL") in result.stderr


def test_a_token_stands_alone_on_its_line(upgraded):
    result = upgraded("token", "create", "website")
    assert re.fullmatch(r"hl_[\w-]{43}\n", result.stdout)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [(["website", "--scope", "all"], "令牌范围"), ([" "], "名称"), (["x" * 81], "名称"), (["a\nb"], "名称")],
)
def test_a_token_that_cannot_be_made_is_one_sentence(upgraded, words, complaint):
    result = upgraded("token", "create", *words)
    assert result.exit_code == 1
    assert complaint in result.stderr


def test_a_token_s_name_is_used_once(upgraded):
    upgraded("token", "create", "website")
    assert "已有名为" in upgraded("token", "create", "website").stderr


def add(call, *words, **typed):
    return call("staff", "add", "wang", "--name", "王芳", *words, **typed)


def test_an_account_is_opened_with_a_password_typed_twice(upgraded):
    result = add(upgraded, "--role", "operator", typed="correct horse\ncorrect horse\n")
    assert result.exit_code == 0
    assert "correct horse" not in result.output
    assert "wang\t话务员\t-\t王芳" in upgraded("staff", "list").output


def test_a_password_typed_differently_is_asked_for_again(upgraded):
    result = add(upgraded, "--role", "operator", typed="correct horse\nother horse\ncorrect horse\ncorrect horse\n")
    assert result.exit_code == 0


def test_a_generated_password_is_printed_alone_and_opens_the_account(upgraded):
    result = add(upgraded, "--role", "admin", "--generate")
    assert re.fullmatch(r"(\w{4}-){3}\w{4}\n", result.stdout)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--role", "department", "--generate"], "所属单位"),
        (["--role", "department", "--department", "nobody", "--generate"], "没有承办单位"),
        (["--role", "operator", "--department", "urban_mgmt", "--generate"], "不应指明"),
    ],
)
def test_an_account_that_cannot_be_opened_is_one_sentence(upgraded, words, complaint):
    result = add(upgraded, *words)
    assert result.exit_code == 1
    assert complaint in result.stderr


def test_an_account_of_a_department_names_it(upgraded):
    assert add(upgraded, "--role", "department", "--department", "urban_mgmt", "--generate").exit_code == 0
    assert "wang\t承办单位\turban_mgmt\t王芳" in upgraded("staff", "list").output


def test_a_weak_password_opens_nothing(upgraded):
    result = add(upgraded, "--role", "operator", typed="12345\n12345\n")
    assert result.exit_code == 1
    assert "密码应为" in result.stderr
    assert upgraded("staff", "list").output == ""


def test_a_closed_account_is_listed_as_closed(upgraded):
    add(upgraded, "--role", "operator", "--generate")
    assert upgraded("staff", "disable", "wang").exit_code == 0
    assert "已停用" in upgraded("staff", "list").output
    assert upgraded("staff", "disable", "nobody").exit_code == 1


def test_an_unknown_role_is_bad_usage(upgraded):
    assert add(upgraded, "--role", "citizen").exit_code == 2


def test_the_doctor_says_what_is_broken_and_what_to_do(upgraded):
    result = upgraded("doctor")
    assert result.exit_code == 1
    assert "[正常] 数据库可用" in result.output
    assert "[故障] worker 从未报到" in result.output
    assert "HOTLINE_SMTP_URL" in result.output


def test_the_doctor_judges_the_working_calendar_in_force(upgraded, database_url, tmp_path):
    content = json.loads(editions.packaged_text(Book.CALENDAR))
    years = range(now().year, now().year + 3)
    content["years"] = [
        {"year": year, "source": "试例", "days_off": {f"{year}-01-01": "元旦"}, "makeup_days": {}} for year in years
    ]
    text = json.dumps(content, ensure_ascii=False)
    with open_archive(Settings(database_url=database_url, data_dir=tmp_path)), unit_of_work():
        edition = editions.keep(Book.CALENDAR, text, note="试例", by=ADMIN, at=now())
        editions.enact(edition, by=ADMIN, at=now(), why="试例")
    assert "[正常] 工作日历覆盖今后60天" in upgraded("doctor").output


def test_the_doctor_tries_the_store_of_attachments(upgraded):
    assert "[正常] 附件可以保存（数据目录）" in upgraded("doctor").output
    away = f"s3+http://key:pa55@127.0.0.1:{free_port()}/files"
    said = upgraded("doctor", HOTLINE_ATTACHMENTS_URL=away).output
    assert "[故障] 附件不能保存：127.0.0.1" in said
    assert "pa55" not in said
    assert "[故障] HOTLINE_ATTACHMENTS_URL" in upgraded("doctor", HOTLINE_ATTACHMENTS_URL="bucket").output


def test_the_doctor_tries_the_mail_server(upgraded, mailbox):
    assert "[正常] 邮件服务器" in upgraded("doctor", HOTLINE_SMTP_URL=mailbox.url).output
    assert "[故障] HOTLINE_SMTP_URL" in upgraded("doctor", HOTLINE_SMTP_URL="mail").output


def test_the_doctor_finds_tables_of_another_time(hotline):
    assert "hotline db upgrade" in hotline("doctor").output
