"""A month of a synthetic city: so many tickets with invented matters, each with a life; the same seed, the same city.

Tickets begin up to 30 days before the month, so that cases are carried over; nothing happens after ``until``. Lives
hold every turn that a figure knows: on the spot, declined, withdrawn, unsigned, returned, moved, waiting, extended,
late, rejected, rated by several, reworked.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hotline.domain.lifecycle import Action, PetitionKind, State
from hotline.domain.number import compose
from hotline.domain.people import Role
from hotline.domain.periods import Period
from hotline.domain.rules import CityRules
from hotline.domain.vocabulary import Channel, ClockKind, Kind, PartInTicket, Resolution, Satisfaction, Urgency
from tests.month.clocks import AT_DISPATCH, Clocks
from tests.month.rows import Rows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DISTRICTS = ("武昌区中南路", "洪山区", "江岸区 百步亭街", "汉阳区翠微街", "江夏区", "东西湖区金银湖", "", "城东片区")
MATTERS = ("楼道堆物", "井盖异响", "水压不足", "站牌破损", "夜间装卸", "落叶堵沟", "电梯停运", "围挡占路")
CHANNELS = (Channel.PHONE,) * 12 + (Channel.WECHAT,) * 3 + (Channel.WEBSITE, Channel.APP, Channel.MESSAGE_BOARD)
KINDS = (Kind.COMPLAINT,) * 5 + (Kind.HELP,) * 5 + (Kind.ENQUIRY,) * 3 + (Kind.SUGGESTION, Kind.REPORT)
URGENCIES = (Urgency.NORMAL,) * 30 + (Urgency.URGENT,) * 2 + (Urgency.CRITICAL,)


class _Over(Exception):
    """The next step would come after the end of the story."""


@dataclass
class City:
    """The teller of lives; ``rows`` is what they leave."""

    rules: CityRules
    departments: tuple[str, ...]
    until: datetime
    seed: int
    rows: Rows = field(default_factory=Rows)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.sequences: dict[Any, int] = {}

    def tell(self, count: int, month: Period) -> Rows:
        """Tell so many lives, begun from 30 days before the month to its end, and return their rows."""
        first = month.start - 30 * DAY
        span = (min(month.end, self.until) - first).total_seconds()
        begun = sorted(first + timedelta(seconds=int(self.random.random() * span)) for _ in range(count))
        for at in begun:
            Life(self, at).tell()
        return self.rows

    def number(self, at: datetime) -> str:
        """Return the next service number of the day."""
        day = (at + 8 * HOUR).date()
        self.sequences[day] = self.sequences.get(day, 0) + 1
        return compose(day, self.sequences[day])


class Life:
    """One ticket's life, step by step."""

    def __init__(self, city: City, at: datetime) -> None:
        self.city, self.rows, self.at = city, city.rows, at
        self.random = city.random
        pick = self.random.choice
        self.ticket = self.rows.add(
            "ticket",
            number=city.number(at),
            state=None,
            version=0,
            round=1,
            channel=pick(CHANNELS),
            kind=pick(KINDS),
            urgency=pick(URGENCIES),
            title=pick(MATTERS),
            district=pick(DISTRICTS),
            place="",
            matter_id=f"m{self.random.randrange(60)}",
            limit_class="",
            tag="",
            confidential=False,
            may_publish=False,
            received_at=at,
            lead_department_id=None,
            due_at=None,
            promised_at=None,
            merged_into_id=None,
            returns=0,
            journal_head="",
        )
        self.lead: dict[str, Any] = {}
        self.clocks = Clocks(self.rows, self.ticket, city.rules)
        self.messages = [self._message() for _ in range(pick((1,) * 9 + (3,)))]

    def tell(self) -> None:
        """Tell the life up to its end or the end of the story."""
        self.rows.step(self.ticket, Action.RECEIVE, Role.OPERATOR, at=self.at)
        try:
            self._begin()
        except _Over:
            return

    def _begin(self) -> None:
        turn = self.random.random()
        if turn < 0.03:
            self._step(Action.DECLINE, Role.OPERATOR, 2)
        elif turn < 0.05:
            self._step(Action.WITHDRAW, Role.CITIZEN, 2)
        else:
            self._step(Action.CLASSIFY, Role.SYSTEM, 0.01)
            if turn < 0.45:
                self._settle()
            else:
                self._be_handled(self.random.choice(self.city.departments))

    def _settle(self) -> None:
        self._step(Action.SETTLE, Role.OPERATOR, 0.3)
        self._answer(None, Resolution.EXPLAINED, approved=True)
        self._rate(0.2)

    def _be_handled(self, department: str) -> None:
        """Go from a dispatch to an approved answer, or back and out again."""
        self._dispatch(department)
        turn = self.random.random()
        if turn < 0.08 and not self._returned():
            return
        if turn > 0.985:
            self._step(Action.WITHDRAW, Role.CITIZEN, 20)
            self.clocks.stop(at=self.at)
        elif turn > 0.97:
            self.at = self._later(15)
            self._release()
            self.ticket["state"] = State.CLASSIFIED  # as a ruling in a dispute would
            self._be_handled(self.random.choice(self.city.departments))
        elif turn >= 0.08:
            self._sign()
            self._work()

    def _dispatch(self, department: str) -> None:
        at = self._later(3)
        self.ticket["lead_department_id"] = department
        self.lead = self.rows.add(
            "assignment",
            ticket_id=self.ticket["id"],
            department_id=department,
            part=PartInTicket.LEAD,
            since=at,
            signed_at=None,
            ended_at=None,
        )
        self.rows.step(self.ticket, Action.DISPATCH, Role.OPERATOR, at=at, lead=department)
        self.clocks.start(*AT_DISPATCH, at=at)
        self.at = at

    def _returned(self) -> bool:
        """Ask to send back; return whether the ticket stays and is worked on all the same."""
        asked = self._later(4)
        petition = self.rows.add(
            "petition",
            ticket_id=self.ticket["id"],
            department_id=self.lead["department_id"],
            kind=PetitionKind.SEND_BACK,
            reason="not_our_duty",
            text="不属于本单位职责",
            basis="权责清单",
            suggested_department_id=None,
            asked_days=None,
            asked_by="承办单位",
            asked_at=asked,
            decided_by=None,
            decided_at=None,
            granted=None,
            decision_note="",
        )
        self.at = asked
        decided = self._later(5)
        granted = self.random.random() < 0.7
        petition.update(decided_by="话务员", decided_at=decided, granted=granted)
        self.at = decided
        if not granted:
            self._sign()
            self._work()
            return False
        self._step(Action.RECALL, Role.OPERATOR, 0)
        self.ticket["returns"] += 1
        self._release()
        self._be_handled(self.random.choice(self.city.departments))
        return False

    def _sign(self) -> None:
        self._step(Action.SIGN, Role.DEPARTMENT, self.random.choice((2, 6, 10, 40)))
        self.lead["signed_at"] = self.at
        self.clocks.stop(ClockKind.SIGN, at=self.at)

    def _work(self) -> None:
        handling = self.clocks.running(ClockKind.HANDLE)
        if self.random.random() < 0.02:  # waits for the citizen from now on
            self.at = self._later(10)
            self.clocks.stop(ClockKind.HANDLE, at=self.at)
            return
        if self.random.random() < 0.02:  # is never answered
            return
        if self.random.random() < 0.06:
            handling = self._extended(handling)
        left = (handling["due_at"] - self.at).total_seconds() / 3600
        self._step(Action.ANSWER, Role.DEPARTMENT, max(1.0, left) * self.random.choice((0.3, 0.5, 0.8, 0.9, 1.3)))
        given = self._answer(self.lead["department_id"], self.random.choice(tuple(Resolution)), approved=None)
        self.clocks.stop(ClockKind.HANDLE, ClockKind.RETURN, at=self.at)
        if self.random.random() < 0.05:
            self._step(Action.REJECT, Role.SUPERVISOR, 6)
            given.update(approved=False, reviewed_by="督办员", reviewed_at=self.at)
            self.clocks.start(ClockKind.HANDLE, at=self.at)
            self._work()
            return
        self._step(Action.APPROVE, Role.SUPERVISOR, 6)
        given.update(approved=True, reviewed_by="督办员", reviewed_at=self.at)
        self.clocks.stop(at=self.at)
        self.clocks.start(ClockKind.FOLLOW_UP, at=self.at)
        self._after_answer()

    def _after_answer(self) -> None:
        unhappy = self._rate(0.5)
        if self.random.random() < (0.3 if unhappy else 0.02):
            self._step(Action.REOPEN, Role.OPERATOR, 20)
            self.ticket["round"] += 1
            department = self.lead["department_id"]
            self._release()
            self._be_handled(department)
        else:
            self._step(Action.CLOSE, Role.OPERATOR, 30)
            self.clocks.stop(at=self.at)

    def _extended(self, handling: dict[str, Any]) -> dict[str, Any]:
        self._step(Action.EXTEND, Role.SUPERVISOR, 5)
        due = self.city.rules.limits.add_working_days(handling["due_at"], 3, self.city.rules.calendar)
        self.clocks.stop(ClockKind.HANDLE, at=self.at)
        return self.clocks.one(ClockKind.HANDLE, due, handling["rule_id"], at=self.at)

    def _rate(self, share: float) -> bool:
        """Have some of the citizens rate the answer; return whether one is unhappy."""
        unhappy = False
        for message in self.messages:
            if self.random.random() < share:
                self.at = self._later(8)
                grade = self.random.choice(tuple(Satisfaction) + (Satisfaction.GOOD,) * 3)
                unhappy = unhappy or grade.unhappy
                self.rows.add(
                    "rating",
                    ticket_id=self.ticket["id"],
                    message_id=message["id"],
                    round=self.ticket["round"],
                    satisfaction=grade,
                    note="",
                    at=self.at,
                )
        return unhappy

    def _answer(self, department: str | None, resolution: Resolution, *, approved: bool | None) -> dict[str, Any]:
        return self.rows.add(
            "answer",
            ticket_id=self.ticket["id"],
            department_id=department,
            round=self.ticket["round"],
            text="已处理",
            basis="",
            resolution=resolution,
            by_name="经办人",
            at=self.at,
            approved=approved,
            reviewed_by="话务员" if approved else None,
            reviewed_at=self.at if approved else None,
            review_note="",
        )

    def _message(self) -> dict[str, Any]:
        return self.rows.add(
            "message",
            ticket_id=self.ticket["id"],
            channel=self.ticket["channel"],
            title=self.ticket["title"],
            text=f"反映{self.ticket['title']}。",
            citizen_name="",
            citizen_phone="",
            citizen_email="",
            occurred="",
            place="",
            query_code="00000000",
            received_at=self.at,
            request_digest="",
        )

    def _release(self) -> None:
        self.lead["ended_at"] = self.at
        self.ticket["lead_department_id"] = None
        self.clocks.stop(at=self.at)

    def _step(self, action: Action, by: Role, hours: float) -> None:
        self.at = self._later(hours)
        self.rows.step(self.ticket, action, by, at=self.at)

    def _later(self, hours: float) -> datetime:
        moved = self.at + timedelta(seconds=1 + int(3600 * hours * self.random.uniform(0.5, 1.5)))
        if moved > self.city.until:
            raise _Over
        return moved
