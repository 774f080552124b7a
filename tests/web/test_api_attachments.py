"""Files of other systems: taken for their own messages only, examined like all others, each content once."""

import io
import threading

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from hotline.db import db
from hotline.domain.lifecycle import State
from hotline.models import Attachment, Ticket
from tests import factories
from tests.attachments.pieces import a_bomb, a_photo, a_photo_with_a_place, an_office_file
from tests.web.caller import MESSAGES, Caller, is_problem
from tests.web.test_attachments import kept_of, on_disk
from tests.web.test_feed import hand_in, walk
from tests.web.visitor import Visitor


@pytest.fixture(autouse=True)
def an_empty_store(app):
    for each in on_disk(app):
        each.unlink()


def send(caller, number, *files, **more):
    sent = [FileStorage(io.BytesIO(content), filename=name) for content, name in files]
    boundary, body = encode_multipart({"attachments": sent})  # by ourselves: the client keeps a large one in a file
    return caller.client.post(
        f"{MESSAGES}/{number}/attachments",
        **{"data": body, "content_type": f"multipart/form-data; boundary={boundary}"} | more,
        headers={"Authorization": f"Bearer {caller.token}"},
    )


def journal_of(app: Flask, number: str):
    with app.app_context():
        ticket = db.session.query(Ticket).filter_by(number=number).one()
        return [(entry.what, entry.facts) for entry in ticket.journal if entry.what == "attached"]


def test_files_come_after_their_message_cleaned_and_each_content_once(app):
    caller = Caller(app)
    number = hand_in(caller)
    files = [(a_photo_with_a_place(), "现场.jpg"), (an_office_file(), "说明.docx")]
    first = send(caller, number, *files)
    again = send(caller, number, *files)
    assert (first.status_code, again.status_code) == (201, 200)
    told = first.get_json()["attachments"]
    assert [(each["name"], each["media_type"], each["new"]) for each in told] == [
        ("现场.jpg", "image/jpeg", True),
        ("说明.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", True),
    ]
    assert [each["new"] for each in again.get_json()["attachments"]] == [False, False]
    assert [name for name, message_id, _ in kept_of(app) if message_id] == ["现场.jpg", "说明.docx"]
    assert all(b"Camera of somebody" not in each.read_bytes() for each in on_disk(app))
    assert journal_of(app, number) == [("attached", {"files": 2})]


def test_only_the_source_that_brought_the_message_may_add_to_it(app):
    number = hand_in(Caller(app))
    photo = (a_photo(), "a.jpg")
    assert is_problem(send(Caller(app, name="other"), number, photo), 404, "not_found")
    assert is_problem(send(Caller(app, name="reader", scope="tickets:read"), number, photo), 403, "not_allowed")
    assert is_problem(send(Caller(app, name="third"), "123", photo), 404, "malformed_number")
    assert (kept_of(app), on_disk(app)) == ([], [])


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([(a_photo(), "good.jpg"), (b"MZ\x90\x00" + b"\0" * 100, "照片.jpg")], "不能接收"),
        ([(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg")], "不能接收"),
        ([(a_bomb(), "plan.docx")], "解压后过大"),
        ([(b"%PDF-1.7" + b"\0" * (10 * 1024 * 1024), "a.pdf")], "超过10MB"),
        ([(a_photo(size=(20 + turn, 20)), f"{turn}.jpg") for turn in range(6)], "最多附5个"),
    ],
)
def test_what_is_refused_is_said_and_leaves_nothing(app, files, said):
    caller = Caller(app)
    number = hand_in(caller)
    answer = send(caller, number, *files)
    assert is_problem(answer, 403, "file_refused")
    assert said in answer.get_json()["detail"]
    assert (kept_of(app), on_disk(app), journal_of(app, number)) == ([], [], [])


def test_more_than_five_in_all_are_refused_and_the_first_ones_stay(app):
    caller = Caller(app)
    number = hand_in(caller)
    first, more = ([(a_photo(size=(wide + turn, 20)), f"{turn}.jpg") for turn in range(4)] for wide in (20, 40))
    assert send(caller, number, *first).status_code == 201
    refused = send(caller, number, *more[:2])
    assert is_problem(refused, 409, "illegal_transition")
    assert "已有4个" in refused.get_json()["detail"]
    assert len(kept_of(app)) == 4
    assert send(caller, number, more[0]).status_code == 201


def test_a_form_without_files_says_where_they_belong(app):
    caller = Caller(app)
    answer = send(caller, hand_in(caller))
    assert is_problem(answer, 422, "bad_input")
    assert "没有收到文件" in answer.get_json()["detail"]


def test_another_form_of_body_and_a_body_that_is_too_large_are_refused(app):
    caller = Caller(app)
    number = hand_in(caller)
    assert is_problem(send(caller, number, data="{}", content_type="application/json"), 415, "not_a_form")
    large = {"CONTENT_LENGTH": str(500 * 1024 * 1024)}
    answer = send(caller, number, data=b"", content_type="multipart/form-data; boundary=x", environ_overrides=large)
    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"


def test_a_matter_that_is_over_takes_nothing_more_but_repeats_are_answered(app):
    caller = Caller(app)
    number = hand_in(caller)
    photo = (a_photo(), "a.jpg")
    send(caller, number, photo)
    walk(app, number, factories.classify, factories.dispatch, factories.sign, factories.answer, factories.approve)
    assert send(caller, number, photo).status_code == 200
    assert is_problem(send(caller, number, (a_photo(size=(30, 30)), "b.jpg")), 409, "illegal_transition")
    with app.app_context():
        assert db.session.query(Ticket).one().state is State.APPROVED


def test_the_same_file_sent_by_many_at_one_moment_is_taken_once(app):
    caller = Caller(app)
    number = hand_in(caller)
    start, answers = threading.Barrier(4), []

    def one(connection):
        start.wait()
        answers.append(send(connection, number, (a_photo(), "a.jpg")).status_code)

    threads = [threading.Thread(target=one, args=(caller.beside(app),)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == [200, 200, 200, 201]
    with app.app_context():
        assert db.session.query(Attachment).count() == 1


def test_the_citizen_of_the_message_sees_what_their_system_sent(app):
    caller = Caller(app)
    receipt = caller.post(MESSAGES, {"channel": "website", "text": "建设路的路灯坏了。"}).get_json()
    send(caller, receipt["service_number"], (a_photo(), "现场.jpg"))
    citizen = Visitor(app)
    page = citizen.post("/follow", {"number": receipt["service_number"], "code": receipt["query_code"]})
    assert "现场.jpg" in page.text
