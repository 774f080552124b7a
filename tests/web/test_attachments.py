"""Pictures and documents through the pages: taken with the words, cleaned, and read only by whom they concern."""

import io
import re
from urllib.parse import quote

import pytest
from PIL import Image

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.models import Attachment
from tests.attachments.pieces import a_bomb, a_photo, a_photo_with_a_place, an_office_file
from tests.people import HELPER, LEAD, OTHER
from tests.web.staff import number_of, officer, operator, supervisor
from tests.web.test_citizen_following import a_follower
from tests.web.tickets import made
from tests.web.visitor import Visitor, words

TEXT = "小区门口的路灯坏了三天，晚上看不见路。"


def a_file(content, name):
    return (io.BytesIO(content), name)


def write(visitor, *files, **more):
    return visitor.post("/write", {"text": TEXT, "attachments": list(files), **more})


def kept_of(app):
    with app.app_context():
        return [(each.name, each.message_id, each.answer_id) for each in db.session.query(Attachment)]


def on_disk(app):
    folder = app.extensions["hotline"].attachments.folder
    return [each for each in folder.rglob("*") if each.is_file()]


@pytest.fixture(autouse=True)
def an_empty_store(app):
    for each in on_disk(app):
        each.unlink()


def addresses(html):
    return re.findall(r'href="([^"]*/files/[^"]*)"', html)


def test_a_photo_comes_with_the_words_and_is_shown_without_its_place(app):
    citizen = Visitor(app)
    page = write(citizen, a_file(a_photo_with_a_place(), "现场.jpg"), a_file(an_office_file(), "说明.docx"))
    assert page.request.path == "/receipt"
    [number] = re.findall(r"20\d{13}", page.text.replace(" ", ""))[:1]
    own = citizen.get(f"/follow/{number}")
    picture, document = addresses(own.text)
    given = citizen.get(picture)
    assert given.mimetype == "image/jpeg"
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]
    with Image.open(io.BytesIO(given.data)) as shown:
        assert not shown.getexif()
    for file, how, name in ((picture, "inline", "现场.jpg"), (document, "attachment", "说明.docx")):
        said = citizen.get(file).headers["Content-Disposition"]
        assert said.isascii(), "gunicorn answers 500 instead of sending anything else"
        assert said.startswith(how)
        assert said.endswith(f"filename*=UTF-8''{quote(name)}")
    assert citizen.get(f"{picture}?size=small").mimetype == "image/jpeg"


def test_nobody_else_can_read_a_citizens_file(app):
    citizen = Visitor(app)
    page = write(citizen, a_file(a_photo(), "a.jpg"))
    [number] = re.findall(r"20\d{13}", page.text.replace(" ", ""))[:1]
    [picture] = addresses(citizen.get(f"/follow/{number}").text)
    assert Visitor(app).get(picture).status_code in (403, 404)
    other, _, own_page = a_follower(app)
    stolen = picture.replace(number, own_page.rpartition("/")[2])
    assert other.get(stolen).status_code == 404
    assert officer(app, OTHER).get(f"/files/{number}/1").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00" + b"\0" * 100, "照片.jpg", "不能接收"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg", "不能接收"),
        (a_bomb(), "plan.docx", "解压后过大"),
    ],
)
def test_a_refused_file_leaves_the_words_on_the_page_and_nothing_on_the_disk(app, content, name, said):
    page = write(Visitor(app), a_file(a_photo(), "good.jpg"), a_file(content, name), place="和平里小区")
    assert page.status_code == 422
    assert said in words(page.text)
    assert TEXT in page.text
    assert "和平里小区" in page.text
    assert "请重新选择" in page.text
    assert (kept_of(app), on_disk(app)) == ([], [])


def test_more_than_five_files_are_refused(app):
    page = write(Visitor(app), *(a_file(a_photo(), f"{turn}.jpg") for turn in range(6)))
    assert page.status_code == 422
    assert "最多附5个文件" in page.text
    assert on_disk(app) == []


def test_an_upload_of_500_megabytes_is_refused_before_it_is_read(app):
    class NeverRead(io.RawIOBase):
        def readinto(self, _buffer):
            raise AssertionError("the body was read")

    answer = Visitor(app).client.post(
        "/write",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"wsgi.input": NeverRead(), "CONTENT_LENGTH": str(500 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert on_disk(app) == []


def test_a_form_without_files_may_not_be_that_large(app):
    answer = Visitor(app).client.post("/write", data={"text": "x" * (5 * 1024 * 1024)})
    assert answer.status_code == 413


def test_what_is_added_later_may_bring_a_file(app):
    citizen, _, page = a_follower(app, State.HANDLING)
    added = citizen.post(
        f"{page}/supplement", {"text": "又拍了一张。", "attachments": [a_file(a_photo(), "b.jpg")]}, page=page
    )
    assert "已收到" in added.text
    assert len(addresses(added.text)) == 1


def test_an_answer_brings_its_file_to_the_citizen_once_it_is_approved(app):
    citizen, ticket_id, page = a_follower(app, State.HANDLING)
    number = number_of(app, ticket_id)
    form = {"text": "已更换灯泡。", "basis": "", "resolution": "solved", "attachments": [a_file(a_photo(), "换好.jpg")]}
    assert officer(app).step(number, "answer", **form).status_code == 200
    [(name, _, answer_id)] = kept_of(app)
    assert (name, answer_id is not None) == ("换好.jpg", True)
    assert addresses(citizen.get(page).text) == []
    with app.app_context():
        file_id = db.session.query(Attachment).one().id
    assert citizen.get(f"{page}/files/{file_id}").status_code == 404
    supervisor(app).step(number, "approve", note="")
    [address] = addresses(citizen.get(page).text)
    assert citizen.get(address).status_code == 200


def test_a_helper_of_a_confidential_ticket_does_not_see_what_the_citizen_sent(app):
    number = made(app, State.HANDLING, confidential=True)
    with app.app_context():
        from hotline.attachments import examine
        from hotline.clock import now
        from hotline.db import unit_of_work
        from hotline.flow.doors.attaching import attach
        from hotline.queries.tickets import get_ticket

        photo = examine(a_photo(), "家门口.jpg")
        app.extensions["hotline"].attachments.put(photo.content)
        app.extensions["hotline"].attachments.put(photo.thumbnail)
        with unit_of_work():
            attach(get_ticket(number).messages[0], [photo.enclosure], at=now())
    lead, helper = officer(app, LEAD), officer(app, HELPER)
    [address] = addresses(lead.get(f"/department/tickets/{number}").text)
    assert lead.get(address).status_code == 200
    assert addresses(helper.get(f"/department/tickets/{number}").text) == []
    assert helper.get(address).status_code == 404
    assert operator(app).get(address).status_code == 200
