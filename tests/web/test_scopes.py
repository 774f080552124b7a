"""What a token opens: its scopes, its channels, one source for two tokens."""

from flask import Flask

from hotline.accounts import check_token
from hotline.clock import now
from hotline.db import db
from hotline.models import Message
from tests.web.caller import MESSAGES, Caller, is_problem
from tests.web.test_feed import EVENTS, ask, events, hand_in


def test_every_scope_opens_its_own_calls_only(app: Flask) -> None:
    wanted = {"messages:write": (MESSAGES, {}), "events:read": (EVENTS, None), "route": ("/api/v1/route", {})}
    for scope in wanted:
        caller = Caller(app, name=scope, scope=scope)
        for other, (path, body) in wanted.items():
            answer = ask(caller, path) if body is None else caller.post(path, body)
            assert (answer.status_code != 403) is (other == scope), (scope, path)
    both = Caller(app, name="both", scope="messages:write events:read")
    assert both.post(MESSAGES, {"channel": "app", "text": "路灯坏了"}).status_code == 201
    assert len(events(both)) == 1


def test_a_system_bound_to_channels_hands_in_over_no_other(app: Flask) -> None:
    caller = Caller(app, channels=("website", "wechat"))
    assert caller.post(MESSAGES, {"channel": "wechat", "text": "路灯坏了"}).status_code == 201
    refused = caller.post(MESSAGES, {"channel": "phone", "text": "路灯坏了"})
    assert is_problem(refused, 403, "not_allowed")
    batch = caller.post(f"{MESSAGES}/batch", {"messages": [{"channel": "phone", "text": "路灯坏了"}]})
    assert batch.get_json()["results"][0]["status_code"] == 403
    with app.app_context():
        assert db.session.query(Message).count() == 1


def test_a_second_token_of_one_system_reads_the_same_feed(app: Flask) -> None:
    old = Caller(app)
    hand_in(old)
    new = Caller(app, name="website 2027", source="website")
    assert events(new) == events(old) != []
    with app.app_context():
        assert check_token(new.token, scope="events:read", at=now()).source_id is not None
