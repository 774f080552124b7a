"""The life of one ticket of the synthetic city, with every turn that a figure knows.

On the spot, declined, withdrawn, unsigned, returned, moved, waiting, extended, late, rejected, rated, reworked.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hotline.domain.lifecycle import Action, PetitionKind, State
from hotline.domain.people import Role
from hotline.domain.vocabulary import ClockKind, PartInTicket, Resolution, Satisfaction
from tests.month.clocks import AT_DISPATCH, Clocks
from tests.month.words import CHANNELS, DISTRICTS, KINDS, MATTERS, URGENCIES

if TYPE_CHECKING:
    from tests.month.city import City


class _Over(Exception):
    """The next step would come after the end of the story."""


class Life:
    """One ticket's life, step by step."""

    def __init__(self, city: "City", number: str, at: datetime) -> None:
        self.city, self.rows, self.random, self.at = city, city.rows, city.random, at
        self.ticket = self._ticket(number)
        self.lead: dict[str, Any] = {}
        self.clocks = Clocks(self.rows, self.ticket, city.rules)
        self.messages = [self._message() for _ in range(self.random.choice((1,) * 9 + (3,)))]

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
        if turn < 0.08:
            self._ask_back()
        elif turn > 0.985:
            self._step(Action.WITHDRAW, Role.CITIZEN, 20)
            self.clocks.stop(at=self.at)
        elif turn > 0.97:
            self.at = self._later(15)
            self._release()
            self.ticket["state"] = State.CLASSIFIED  # as a ruling in a dispute would
            self._be_handled(self.random.choice(self.city.departments))
        else:
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

    def _ask_back(self) -> None:
        """Ask to send back: go to another department, or be refused and work."""
        asked = self._later(4)
        petition = self.rows.add(
            "petition",
            ticket_id=self.ticket["id"],
            department_id=self.lead["department_id"],
            kind=PetitionKind.SEND_BACK,
            text="不属于本单位职责",
            asked_by="承办单位",
            asked_at=asked,
            decided_by=None,
            decided_at=None,
            granted=None,
        )
        self.at = asked
        decided = self._later(5)
        granted = self.random.random() < 0.7
        petition.update(decided_by="话务员", decided_at=decided, granted=granted)
        self.at = decided
        if not granted:
            self._sign()
            self._work()
            return
        self._step(Action.RECALL, Role.OPERATOR, 0)
        self.ticket["returns"] += 1
        self._release()
        self._be_handled(self.random.choice(self.city.departments))

    def _sign(self) -> None:
        self._step(Action.SIGN, Role.DEPARTMENT, self.random.choice((2, 6, 10, 40)))
        self.lead["signed_at"] = self.at
        self.clocks.stop(ClockKind.SIGN, at=self.at)

    def _work(self) -> None:
        handling = self.clocks.running(ClockKind.HANDLE)
        if self.random.random() < 0.02:  # waits for the citizen from now on
            self._step(Action.PAUSE, Role.DEPARTMENT, 10)
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
            resolution=resolution,
            by_name="经办人",
            at=self.at,
            approved=approved,
            reviewed_by="话务员" if approved else None,
            reviewed_at=self.at if approved else None,
        )

    def _ticket(self, number: str) -> dict[str, Any]:
        pick = self.random.choice
        return self.rows.add(
            "ticket",
            number=number,
            state=None,
            version=0,
            round=1,
            channel=pick(CHANNELS),
            kind=pick(KINDS),
            urgency=pick(URGENCIES),
            title=pick(MATTERS),
            district=pick(DISTRICTS),
            matter_id=f"m{self.random.randrange(60)}",
            received_at=self.at,
            lead_department_id=None,
            due_at=None,
            returns=0,
            journal_head="",
        )

    def _message(self) -> dict[str, Any]:
        return self.rows.add(
            "message",
            ticket_id=self.ticket["id"],
            channel=self.ticket["channel"],
            title=self.ticket["title"],
            text=f"反映{self.ticket['title']}。",
            query_code="00000000",
            received_at=self.at,
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
