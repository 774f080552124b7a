"""Accounts, tokens and the throttle: secrets are never kept, refusals say nothing, failures are counted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import accounts
from hotline.accounts import sessions, throttle
from hotline.db import db, unit_of_work
from hotline.domain.people import Role
from hotline.errors import BadInput, NotAllowed, SignInFailed, TooManyAttempts
from hotline.models import ApiToken, Attempt, Staff, StaffSession
from tests import city
from tests.people import MINUTE, MONDAY

pytestmark = pytest.mark.usefixtures("inside")
PASSWORD = "correct horse battery"


def open_account(**changes):
    usual = {"name": "王芳", "role": Role.OPERATOR, "password": PASSWORD, "at": MONDAY}
    with unit_of_work():
        accounts.add_staff(changes.pop("username", "wang"), **(usual | changes))


def sign_in(username="wang", password=PASSWORD, *, source="192.0.2.1", at=MONDAY):
    return accounts.sign_in(username, password, source=source, at=at)


def is_open(key: str, at=MONDAY) -> bool:
    return accounts.find_actor(key, at=at) is not None


def test_name_and_password_open_the_account():
    open_account()
    staff, key = sign_in(" WANG ")
    assert accounts.find_actor(key, at=MONDAY) == accounts.actor_of(staff)
    assert staff.password_hash.startswith("$argon2id$")


def test_a_guess_costs_whoever_has_the_hashes_as_much_as_rfc_9106_asks():
    assert city.PRODUCTS_HASHER.hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(("username", "password"), [("wang", "wrong"), ("nobody", PASSWORD), ("wang", "x" * 5000)])
def test_a_refusal_does_not_say_what_was_wrong(username, password):
    open_account()
    with pytest.raises(SignInFailed) as refusal:
        sign_in(username, password)
    assert refusal.value.message == SignInFailed.default


def test_a_closed_account_opens_nothing_and_its_sessions_end():
    open_account()
    _, key = sign_in()
    with unit_of_work():
        accounts.disable(accounts.get_staff("wang"))
    assert not is_open(key)
    with pytest.raises(SignInFailed):
        sign_in()


def test_a_new_password_ends_the_sessions_of_the_old_one():
    open_account()
    _, key = sign_in()
    with unit_of_work():
        accounts.set_password(accounts.get_staff("wang"), "another long password")
    assert not is_open(key)
    assert is_open(sign_in(password="another long password")[1])


def test_signing_out_ends_this_session_and_no_other():
    open_account()
    (_, here), (_, elsewhere) = sign_in(), sign_in()
    with unit_of_work():
        accounts.end_session(here)
    assert (is_open(here), is_open(elsewhere)) == (False, True)


def test_a_session_ends_by_itself_and_its_row_goes_with_the_next_one():
    open_account()
    _, key = sign_in()
    over = MONDAY + sessions.LASTS
    assert (is_open(key, at=over - MINUTE), is_open(key, at=over)) == (True, False)
    sign_in(at=over)
    assert db.session.query(StaffSession).count() == 1


def test_a_password_renewed_while_the_old_one_was_being_checked_lets_nobody_in(monkeypatch):
    open_account()
    forget = throttle.forget

    def meanwhile(*door):
        with unit_of_work():
            accounts.set_password(accounts.get_staff("wang"), "another long password")
        forget(*door)

    monkeypatch.setattr(throttle, "forget", meanwhile)
    assert not is_open(sign_in()[1])


def test_nobody_is_signed_in_without_a_session():
    open_account()
    _, key = sign_in()
    with db.engine.connect() as connection:
        kept = connection.execute(select(StaffSession.key)).scalar_one()
    assert [is_open(each) for each in (None, "", "x", kept, key)] == [False] * 4 + [True]


@pytest.mark.parametrize("password", ["", "short", "x" * 20, "长" * 201])
def test_a_weak_password_is_refused(password):
    with pytest.raises(BadInput):
        open_account(password=password)


@pytest.mark.parametrize("username", ["", "W", "王芳", "a b", "x" * 61, "-wang"])
def test_a_user_name_that_cannot_be_typed_everywhere_is_refused(username):
    with pytest.raises(BadInput):
        open_account(username=username)


def test_a_user_name_is_given_once():
    open_account()
    with pytest.raises(BadInput, match="已被使用"):
        open_account()
    assert db.session.query(Staff).count() == 1


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.SYSTEM])
def test_citizens_and_the_system_have_no_accounts(role):
    with pytest.raises(BadInput):
        open_account(role=role)


def test_too_many_failures_close_the_door_for_a_while_even_to_the_right_password():
    open_account()
    for _ in range(throttle.SIGN_IN_BY_NAME.failures):
        with pytest.raises(SignInFailed):
            sign_in(password="wrong")
    with pytest.raises(TooManyAttempts, match="15分钟"):
        sign_in()
    with pytest.raises(TooManyAttempts, match="5分钟"):
        sign_in(at=MONDAY + 10 * MINUTE)
    assert sign_in(at=MONDAY + throttle.WINDOW)[0].username == "wang"


def test_one_person_s_failures_do_not_lock_out_the_same_name_elsewhere():
    open_account()
    for _ in range(throttle.SIGN_IN_BY_NAME.failures):
        with pytest.raises(SignInFailed):
            sign_in(password="wrong")
    assert sign_in(source="192.0.2.2")[0].username == "wang"


def test_trying_many_names_from_one_place_closes_the_door_there():
    for turn in range(throttle.SIGN_IN_BY_SOURCE.failures):
        throttle.count_failure(throttle.SIGN_IN_BY_SOURCE, "192.0.2.1", at=MONDAY + timedelta(seconds=turn))
    with pytest.raises(TooManyAttempts):
        sign_in("somebody-new")


def test_coming_in_forgets_the_failures_before():
    open_account()
    for _ in range(throttle.SIGN_IN_BY_NAME.failures - 1):
        with pytest.raises(SignInFailed):
            sign_in(password="wrong")
    sign_in()
    for _ in range(throttle.SIGN_IN_BY_NAME.failures - 1):
        with pytest.raises(SignInFailed):
            sign_in(password="wrong")
    sign_in()


def test_the_count_of_failures_names_nobody():
    with pytest.raises(SignInFailed):
        sign_in("wang", "wrong", source="192.0.2.1")
    kept = " ".join(row.key for row in db.session.query(Attempt))
    assert "wang" not in kept
    assert "192.0.2.1" not in kept


def test_a_token_opens_its_scope_and_is_kept_as_a_digest_only():
    with unit_of_work():
        secret = accounts.create_token("website", scope="messages", at=MONDAY)
    assert accounts.check_token(secret, scope="messages", at=MONDAY).name == "website"
    with pytest.raises(NotAllowed):
        accounts.check_token(secret, scope="metrics", at=MONDAY)
    assert secret not in repr([vars(row) for row in db.session.query(ApiToken)])


@pytest.mark.parametrize("secret", ["", "hl_", "hl_" + "x" * 43, "\udcff", "x" * 100_000])
def test_a_secret_that_is_none_opens_nothing(secret):
    with pytest.raises(SignInFailed):
        accounts.check_token(secret, scope="messages", at=MONDAY)


def test_a_revoked_token_opens_nothing_any_more():
    with unit_of_work():
        secret = accounts.create_token("website", scope="messages", at=MONDAY)
    with unit_of_work():
        db.session.query(ApiToken).one().revoked_at = MONDAY + MINUTE
    accounts.check_token(secret, scope="messages", at=MONDAY)
    with pytest.raises(SignInFailed):
        accounts.check_token(secret, scope="messages", at=MONDAY + MINUTE)


def test_a_new_password_can_be_read_aloud():
    for _ in range(50):
        password = accounts.new_password()
        assert not set(password) & set("0oO1lIi")
        assert len(password) == 19
