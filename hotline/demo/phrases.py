"""Invented contacts from data/demo_city.json: places, people, matters. Knows no database."""

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from random import Random
from typing import Any

from hotline.domain.contact import Contact
from hotline.domain.vocabulary import Channel, Kind, Resolution, Urgency

CHANNELS = (Channel.PHONE,) * 12 + (Channel.WEBSITE,) * 3 + (Channel.WECHAT,) * 3 + (Channel.MESSAGE_BOARD, Channel.APP)
MAY_PUBLISH_SHARE, CONFIDENTIAL_SHARE = 0.7, 0.06


@dataclass(frozen=True, kw_only=True)
class Case:
    """One invented matter: what the citizen says, whose it is, and how it is answered."""

    contact: Contact
    department_id: str
    answer: str
    basis: str
    resolution: Resolution


class Phrases:
    """Makes cases; the same seed gives the same city."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 — invented people, not secrets
        source = files("data") / "demo_city.json"
        self._words: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
        self._deck: list[dict[str, Any]] = []

    def case(self, received_at: datetime) -> Case:
        """Return another case, as received at that moment; every matter comes up before one comes again."""
        if not self._deck:
            self._deck = list(self._words["scenarios"])
            self._random.shuffle(self._deck)
        scenario = self._deck.pop()
        place = self._pick("places")
        blanks = {"place": place, "when": self._pick("whens")}
        confidential = self._random.random() < CONFIDENTIAL_SHARE
        contact = Contact(
            channel=self._random.choice(CHANNELS),
            title=scenario["title"].format(**blanks),
            text=self._pick("openers") + scenario["text"].format(**blanks) + self._pick("closers"),
            kind=Kind.from_label(scenario["kind"]),
            urgency=Urgency.URGENT if scenario.get("urgent") else Urgency.NORMAL,
            citizen_name=self._pick("surnames") + self._pick("given_names"),
            citizen_phone=f"1380000{self._random.randrange(10_000):04d}",
            occurred=blanks["when"],
            district=place.split("区", 1)[0] + "区",
            place=place,
            confidential=confidential,
            may_publish=not confidential and self._random.random() < MAY_PUBLISH_SHARE,
            received_at=received_at,
        )
        return Case(
            contact=contact,
            department_id=scenario["department"],
            answer=f"您好，您反映的问题收悉。{scenario['answer']}感谢您对我们工作的监督与支持。",
            basis=scenario.get("basis", ""),
            resolution=Resolution(scenario["resolution"]),
        )

    def _pick(self, name: str) -> str:
        chosen: str = self._random.choice(self._words[name])
        return chosen
