"""The operator confirms repeats: in the panel, on the list, on the file; what was answered before is linked."""

from flask import Flask

from hotline.clock import now
from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.flow.same_matter import repeats
from hotline.models import RepeatProposal, Ticket
from hotline.parts import parts
from hotline.queries.tickets import get_ticket
from tests.factories import a_ticket, the
from tests.people import HOUR
from tests.web import staff

PLANT = {"title": "水泥厂粉尘", "place": "", "text": "云岭水泥厂半夜排粉尘，窗台上一层灰，老人咳嗽。"}
AGAIN = {"title": "", "place": "", "text": "投诉云岭水泥厂污染，灰尘太大，衣服都不敢晾。"}


def known(app: Flask, state: State = State.CLASSIFIED, **words) -> str:
    with app.app_context():
        ticket_id = a_ticket(state, at=now() - HOUR, **words)
        with unit_of_work():
            repeats.look(the(ticket_id), versions=parts().repeat_rules, at=now())
        return the(ticket_id).number


def two(app: Flask, state: State = State.CLASSIFIED) -> tuple[str, str, int]:
    first = known(app, state, citizen_phone="13871230001", **PLANT)
    again = known(app, citizen_phone="13871230002", **AGAIN)
    with app.app_context():
        return first, again, db.session.query(RepeatProposal.id).one()[0]


def test_the_list_shows_both_texts_reasons_and_one_button_merges(app):
    first, again, proposal = two(app)
    person = staff.operator(app)
    page = person.get("/operator/repeats").text
    assert first in page
    assert "云岭水泥厂" in page
    assert "autofocus" in page
    assert "13871230001" not in page
    assert "可能重复的来件" in person.get("/operator/tickets").text
    path = f"/operator/repeats/{proposal}"
    stale = {"decision": "merged", "version": "0", "csrf_token": person.token()}
    assert person.send(path, stale).status_code == 409
    answer = person.post(path, {"decision": "merged"}, page="/operator/repeats")
    assert answer.status_code == 200
    assert staff.state_of(app, again) == "merged"
    assert person.send(path, stale).status_code == 409


def test_the_file_offers_it_too_and_different_matters_stay_apart(app):
    _, again, proposal = two(app)
    person = staff.operator(app)
    assert "是同一件事" in person.get(f"/operator/tickets/{again}").text
    form = {"decision": "different", "from": "file"}
    person.post(f"/operator/repeats/{proposal}", form, page=f"/operator/tickets/{again}")
    assert staff.state_of(app, again) == "classified"
    assert "是同一件事（" not in person.get(f"/operator/tickets/{again}").text


def test_what_a_person_took_apart_again_is_not_proposed_once_more(app):
    first = known(app, citizen_phone="13871230001", **PLANT)
    person = staff.operator(app)
    said = person.post("/operator", {"text": AGAIN["text"], "phone": "13871230009", "merge_into": first}).text
    assert "两件一起办理" in said
    with app.app_context():
        again = db.session.query(Ticket).filter_by(state=State.MERGED).one().number
    person.post(f"/operator/tickets/{again}/split", {"note": "另一家厂"}, page=f"/operator/tickets/{again}")
    with app.app_context():
        with unit_of_work():
            repeats.look(get_ticket(again), versions=parts().repeat_rules, at=now())
        assert [each.decision for each in db.session.query(RepeatProposal)] == ["different"]
    assert "是同一件事（" not in person.get(f"/operator/tickets/{again}").text


def test_what_was_answered_is_linked_with_words_that_name_nobody(app):
    first, again, _ = two(app, State.CLOSED)
    person = staff.operator(app)
    page = person.get(f"/operator/tickets/{again}").text
    assert "不再重复派单" in page
    assert first in page
    answer = person.step(again, "link", earlier=first, text="此前已经答复，没有新情况，不再重复派单。")
    assert answer.status_code == 200
    assert staff.state_of(app, again) == "closed"


def test_the_panel_shows_repeats_while_typing_and_takes_the_call_into_the_earlier_ticket(app):
    first = known(app, State.HANDLING, citizen_phone="13871230001", **PLANT)
    person = staff.operator(app)
    typed = {"text": AGAIN["text"], "phone": "13871230009", "csrf_token": person.token()}
    panel = person.send("/operator/proposals", typed).text
    assert first in panel
    assert 'data-choice="6"' in panel
    answer = person.post("/operator", {"text": AGAIN["text"], "phone": "13871230009", "merge_into": first})
    assert answer.status_code == 200
    assert "已受理" in answer.text
    with app.app_context():
        leading = the(1)
        assert (leading.number, len(leading.messages)) == (first, 2)


def test_a_wrong_number_to_merge_into_is_refused_before_the_call_is_taken(app):
    person = staff.operator(app)
    assert person.post("/operator", {"text": "路灯坏了。", "merge_into": "123"}).status_code == 422
    with app.app_context():
        assert db.session.query(RepeatProposal).count() == 0
