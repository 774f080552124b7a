"""Room 8: only where the citizen agreed, only after review, only masked."""

import pytest

from hotline.db import db, unit_of_work
from hotline.domain.lifecycle import State
from hotline.domain.vocabulary import Kind, Urgency
from hotline.errors import BadInput, IllegalTransition, NotAllowed
from hotline.flow import classification, clocks, intake, publishing
from hotline.flow.publishing import PublicText
from hotline.flow.same_matter import merging
from hotline.models import Publication
from hotline.models.search import PUBLICATIONS, holds_all
from hotline.parts import parts
from routing import query_terms
from tests.factories import NAME, PHONE, ROADS, a_contact, a_ticket, the
from tests.people import HOUR, MINUTE, MONDAY, OFFICER, OPERATOR, SUPERVISOR

SOON = MONDAY + HOUR
TOLD = f"我是{NAME}，电话{PHONE}，家住建设路128号3栋2单元501室，路口占道经营。"


def publish(ticket_id, text=None, *, by=SUPERVISOR):
    with unit_of_work():
        ticket = the(ticket_id)
        return publishing.publish(ticket, text or publishing.draft(ticket), by=by, at=SOON)


def found(words: str) -> int:
    condition = holds_all(db.session(), PUBLICATIONS, query_terms(words), column="publication.id")
    return db.session.query(Publication).filter(condition).count()


def test_what_is_published_names_nobody():
    ticket_id = a_ticket(State.APPROVED, text=TOLD, title=f"{NAME}反映占道经营")
    publish(ticket_id)
    page = db.session.query(Publication).one()
    shown = f"{page.title}{page.asked}{page.answered}"
    assert NAME not in shown
    assert PHONE not in shown
    assert "501" not in shown
    assert "占道经营" in shown
    assert (the(ticket_id).state, page.department, page.withdrawn_at) == (State.PUBLISHED, "市城管执法委", None)


def test_publishing_ends_the_follow_up():
    ticket_id = a_ticket(State.APPROVED)
    publish(ticket_id)
    assert (the(ticket_id).due_at, clocks.running(the(ticket_id))) == (None, [])


@pytest.mark.parametrize("contact", [{"may_publish": False}, {"confidential": True}])
def test_without_the_citizens_consent_nothing_is_published(contact):
    ticket_id = a_ticket(State.APPROVED, **contact)
    with pytest.raises(IllegalTransition):
        publish(ticket_id)
    assert db.session.query(Publication).count() == 0


@pytest.mark.parametrize("field", ["title", "asked", "answered"])
@pytest.mark.parametrize("leak", [NAME, PHONE, "13912345678", "1 3 8 7 1 2 3 4 5 6 7"])
def test_what_still_shows_a_person_is_refused_and_the_field_named(field, leak):
    ticket_id = a_ticket(State.APPROVED)
    text = {"title": "占道经营", "asked": "路口有摊贩。", "answered": "已清理。"}
    text[field] += leak
    with pytest.raises(BadInput) as refusal:
        publish(ticket_id, PublicText(**text))
    assert refusal.value.field == field
    assert the(ticket_id).state is State.APPROVED


@pytest.mark.parametrize("field", ["title", "asked", "answered"])
def test_an_empty_public_text_is_refused(field):
    text = {"title": "占道经营", "asked": "路口有摊贩。", "answered": "已清理。"} | {field: " "}
    with pytest.raises(BadInput):
        publish(a_ticket(State.APPROVED), PublicText(**text))


@pytest.mark.parametrize("by", [OFFICER, OPERATOR])
def test_only_a_supervisor_publishes(by):
    ticket_id = a_ticket(State.APPROVED)
    with pytest.raises(NotAllowed):
        publish(ticket_id, by=by)


def test_nothing_is_published_before_it_is_approved():
    ticket_id = a_ticket(State.ANSWERED)
    with pytest.raises(IllegalTransition):
        publish(ticket_id)


def test_what_is_published_is_found_by_its_words_until_it_is_taken_down():
    ticket_id = a_ticket(State.CLOSED)
    publish(ticket_id)
    assert (found("占道经营"), found("摊贩"), found("养老金")) == (1, 1, 0)
    with pytest.raises(BadInput), unit_of_work():
        publishing.unpublish(the(ticket_id), by=SUPERVISOR, at=SOON + MINUTE, note="")
    with unit_of_work():
        publishing.unpublish(the(ticket_id), by=SUPERVISOR, at=SOON + MINUTE, note="市民改变主意")
    assert found("占道经营") == 0
    assert (the(ticket_id).state, db.session.query(Publication).one().withdrawn_at) == (State.CLOSED, SOON + MINUTE)


def test_what_was_taken_down_may_be_shown_again():
    ticket_id = a_ticket(State.PUBLISHED)
    with unit_of_work():
        publishing.unpublish(the(ticket_id), by=SUPERVISOR, at=SOON, note="有误")
    publish(ticket_id)
    assert db.session.query(Publication).one().withdrawn_at is None
    assert found("占道经营") == 1


@pytest.mark.parametrize(("agrees", "shown"), [(True, True), (False, False)])
def test_a_message_that_was_merged_in_is_shown_only_where_its_own_citizen_agreed(agrees, shown):
    leading = a_ticket()
    with unit_of_work():
        contact = a_contact(text="隔壁学校门口也有流动摊点。", may_publish=agrees, citizen_name="", citizen_phone="")
        other = intake.receive(contact, by=OPERATOR, at=MONDAY).ticket
        db.session.flush()
        merging.merge(other, into=the(leading), by=OPERATOR, at=MONDAY, note="同一事项")
    for count, step in enumerate(ROADS[State.APPROVED], 1):
        with unit_of_work():
            step(the(leading), MONDAY + count * MINUTE)
    publish(leading)
    assert ("隔壁学校" in db.session.query(Publication).one().asked) is shown


def test_the_text_for_search_keeps_no_name(app):
    ticket_id = a_ticket(text="路灯不亮。", title="路灯")
    with unit_of_work():
        classification.index_for_search(the(ticket_id))
        ticket = the(ticket_id)
        classification.classify_by_hand(
            ticket, kind=Kind.HELP, urgency=Urgency.NORMAL, rules=parts().rules, by=OPERATOR, at=SOON
        )
    column = "ticket_search.rowid" if db.engine.dialect.name == "sqlite" else "ticket_search.id"
    terms = db.session.execute(
        db.text(f"SELECT CAST(terms AS TEXT) FROM ticket_search WHERE {column} = 1")
    ).scalar_one()
    assert "路灯" in terms
    assert "秀英" not in terms
    assert PHONE not in terms
