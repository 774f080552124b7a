"""About 200 tickets over the last 30 days, told through the real rooms, once. Knows no HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select, update

from hotline.db import db, unit_of_work
from hotline.demo import casework_lives, lives
from hotline.demo.lives import Told
from hotline.demo.phrases import Phrases
from hotline.domain.city import city_time
from hotline.domain.people import CITIZEN
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import Channel
from hotline.flow import classification, intake
from hotline.flow.learning import Study
from hotline.models import OutboxMessage, Ticket

SEED = 12345
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Which life, how many of them, and how long ago they began: from … to … days.
PLAN: tuple[tuple[Callable[[Told], None], int, float, float], ...] = (
    (lives.stay, 12, 0.05, 1.0),
    (lives.ask, 4, 0.2, 3),
    (lives.decline, 6, 1, 28),
    (lives.settle, 14, 0.3, 29),
    (lives.dispatch, 16, 0.1, 1.5),
    (lives.handle, 22, 1, 9),
    (lives.handle, 8, 16, 28),
    (lives.handle_urged, 5, 4, 22),
    (lives.ask_back, 5, 0.3, 0.9),
    (lives.send_back, 4, 0.4, 2),
    (lives.return_twice, 3, 1, 4),
    (lives.ask_longer, 5, 0.8, 2.5),
    (lives.answer, 12, 2.5, 8),
    (lives.reject, 4, 3, 8),
    (lives.approve, 14, 3, 9),
    (lives.disappoint, 5, 5, 14),
    (lives.close, 20, 6, 29),
    (lives.publish, 36, 6, 29),
    (lives.reopen, 4, 6, 14),
    (lives.withdraw, 3, 1, 20),
    (casework_lives.wait_for_citizen, 3, 0.8, 2),
    (casework_lives.share, 4, 1, 3),
    (casework_lives.rule, 2, 2, 4),
    (casework_lives.answer_finally, 2, 8, 14),
)


def build_city(study: Study, rules: CityRules, *, at: datetime) -> int:
    """Fill an empty house with demo tickets up to ``at`` and return how many; a house in use is left alone."""
    if db.session.scalar(select(func.count(Ticket.id))):
        return 0
    random, phrases = Random(SEED), Phrases(SEED)  # noqa: S311 — invented people, not secrets
    begun = sorted(
        (
            (_daytime(at - DAY * random.uniform(newest, oldest), at), turn, life)
            for life, count, newest, oldest in PLAN
            for turn in range(count)
        ),
        key=lambda each: each[:2],
    )
    for began, _, life in begun:
        with unit_of_work():
            _tell(life, began, phrases=phrases, study=study, rules=rules, latest=at, random=random)
    with unit_of_work():  # the demo's letters were "sent" in the past; only what happens from now on is delivered
        db.session.execute(update(OutboxMessage).values(done_at=OutboxMessage.created_at))
    return len(begun)


def _tell(
    life: Callable[[Told], None],
    began: datetime,
    *,
    phrases: Phrases,
    study: Study,
    rules: CityRules,
    latest: datetime,
    random: Random,
) -> None:
    case = phrases.case(began)
    by = lives.OPERATOR if case.contact.channel is Channel.PHONE else CITIZEN
    message = intake.receive(case.contact, by=by, at=began)
    db.session.flush()
    told = Told(ticket=message.ticket, case=case, rules=rules, at=began, latest=latest, random=random)
    classification.classify_received(message.ticket, study=study, rules=rules, at=told.later(0.01))
    life(told)


def _daytime(moment: datetime, latest: datetime) -> datetime:
    """Move a moment of the night into the day: most people call between seven and eleven."""
    hour = city_time(moment).hour
    moved = moment + HOUR * (7 - hour) if hour < 7 else moment
    return min(moved, latest - MINUTE)
