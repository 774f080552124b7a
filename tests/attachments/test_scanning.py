"""Every file is shown to the scanner before it is kept; while it is away, files are held, and nothing is lost."""

import io
import re

import pytest

from hotline.attachments import Folder, Scanner, ScannerAway, open_scanner
from hotline.clock import now
from hotline.db import db
from hotline.errors import ConfigurationError
from hotline.models import Attachment, JournalEntry
from tests.attachments.clamd import FOUND, NAUGHTY
from tests.attachments.pieces import a_photo
from tests.servers import free_port
from tests.web.staff import operator
from tests.web.visitor import Visitor
from workers.held_files import scan_held_files

TEXT = "小区门口的路灯坏了三天，晚上看不见路。"


@pytest.fixture
def store(with_parts, tmp_path):
    found = Folder(tmp_path / "files")
    with_parts(attachments=found)
    return found


@pytest.fixture
def nobody():
    return Scanner(("127.0.0.1", free_port()))


def write(citizen, *files):
    sent = [(io.BytesIO(content), name) for content, name in files]
    return citizen.post("/write", {"text": TEXT, "attachments": sent})


def number_in(page):
    return re.findall(r"20\d{13}", page.text.replace(" ", ""))[0]


def files_in(store):
    return [each for each in store.folder.rglob("*") if each.is_file()]


def scan(app):
    with app.app_context():
        scan_held_files(now())


def test_the_scanner_names_what_it_finds_by_either_door(clamav):
    for address in clamav:
        scanner = Scanner.from_url(address)
        assert scanner.find_virus(NAUGHTY) == FOUND
        assert scanner.find_virus(a_photo(size=(900, 900))) == ""
        assert scanner.find_trouble() == ""


@pytest.mark.backend("sqlite")  # nothing reaches the database
def test_what_the_scanner_finds_is_refused_and_nothing_is_left_on_the_disk(app, with_parts, store, clamav):
    with_parts(scanner=Scanner.from_url(clamav[0]))
    refused = write(Visitor(app), (a_photo(), "路灯.jpg"), (NAUGHTY, "说明.pdf"))
    assert refused.status_code == 422
    assert "附件“说明.pdf”没有通过安全检查" in refused.text
    assert TEXT in refused.text
    assert files_in(store) == []
    assert write(Visitor(app), (a_photo(), "路灯.jpg")).request.path == "/receipt"


def test_while_the_scanner_is_away_files_are_held_and_shown_to_it_later(app, with_parts, store, clamav, nobody):
    with_parts(scanner=nobody)
    citizen = Visitor(app)
    number = number_in(write(citizen, (a_photo(), "路灯.jpg"), (NAUGHTY, "说明.pdf")))
    with app.app_context():
        photo, paper = [each.id for each in db.session.query(Attachment).order_by(Attachment.id)]
    page = citizen.get(f"/follow/{number}")
    assert page.text.count("正在进行安全检查") == 2
    assert "/files/" not in page.text
    for reader, address in ((citizen, f"/follow/{number}/files/{photo}"), (operator(app), f"/files/{number}/{photo}")):
        refused = reader.get(address)
        assert (refused.status_code, "正在进行安全检查" in refused.text) == (404, True)
    scan(app)  # still away: all stays as it is
    assert citizen.get(f"/follow/{number}/files/{photo}").status_code == 404
    with_parts(scanner=Scanner.from_url(clamav[1]))
    scan(app)
    assert citizen.get(f"/follow/{number}/files/{photo}").mimetype == "image/jpeg"
    assert "没有通过安全检查" in citizen.get(f"/follow/{number}/files/{paper}").text
    assert "没有通过安全检查，已删除" in citizen.get(f"/follow/{number}").text
    with app.app_context():
        kept = db.session.get_one(Attachment, photo)
        assert {each.name for each in files_in(store)} == {kept.digest, kept.thumbnail_digest}
        [entry] = db.session.query(JournalEntry).filter_by(what="attachment_refused")
        assert (entry.facts["found"], entry.by_role.value) == (FOUND, "system")
    assert "附件未通过安全检查" in operator(app).get(f"/operator/tickets/{number}").text


@pytest.mark.backend("sqlite")  # what is named is asked the same way on both
def test_held_files_wait_where_no_scanner_is_named_any_more(app, with_parts, store, nobody, caplog):
    with_parts(scanner=nobody)
    write(Visitor(app), (a_photo(), "路灯.jpg"))
    with_parts(scanner=None)
    scan(app)
    assert "1 files wait for a scanner" in caplog.text
    with app.app_context():
        assert db.session.query(Attachment).one().is_held


def test_a_scanner_that_is_away_is_told_apart_from_one_that_finds_nothing(nobody, tmp_path):
    for scanner in (nobody, Scanner(str(tmp_path / "no.sock"))):
        assert scanner.find_trouble() == "没有应答"
        with pytest.raises(ScannerAway):
            scanner.find_virus(b"x")


@pytest.mark.parametrize("url", ["clamd", "http://host:3310", "tcp://", "tcp://host:port", "unix://", "unix://run/x"])
def test_a_misspelt_address_of_the_scanner_is_refused(url):
    with pytest.raises(ConfigurationError, match="HOTLINE_CLAMAV_URL 应写成"):
        open_scanner(url)


def test_no_scanner_is_asked_where_none_is_named():
    assert open_scanner("") is None
    assert open_scanner("tcp://scanner.example.gov.cn") == Scanner(("scanner.example.gov.cn", 3310))
