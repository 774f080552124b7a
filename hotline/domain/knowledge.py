"""What an article of the knowledge base must say, and whether it may be offered on a day. Knows no table, no page."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from hotline.domain.privacy import personal_data_in, quoted
from hotline.errors import BadInput

SOON = timedelta(days=30)


class Dated(Protocol):
    """Whatever has days between which it is valid, as ISO dates; "" for no limit."""

    @property
    def valid_from(self) -> str:
        """Return the first day."""

    @property
    def valid_until(self) -> str:
        """Return the last day."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An article as somebody wrote it; raises BadInput where it could not be used."""

    title: str
    question: str
    answer: str
    basis: str
    keywords: str = ""
    valid_from: str = ""
    valid_until: str = ""
    public: bool = False

    def __post_init__(self) -> None:
        """Refuse what could mislead: an end before the beginning, or personal data."""
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise BadInput("失效日期不能早于生效日期。", field="valid_until")
        for field in ("title", "question", "answer"):
            if found := personal_data_in(getattr(self, field)):
                raise BadInput(f"内容里有疑似个人信息：{quoted(found)}，请删去后再提交。", field=field)


def outdated(article: Dated, today: date) -> bool:
    """Tell whether the article's last day is over."""
    return bool(article.valid_until) and article.valid_until < today.isoformat()


def ends_soon(article: Dated, today: date) -> bool:
    """Tell whether the last day is within a month, or over."""
    return bool(article.valid_until) and article.valid_until <= (today + SOON).isoformat()


def valid(article: Dated, today: date) -> bool:
    """Tell whether the article may be offered on a day."""
    return article.valid_from <= today.isoformat() and not outdated(article, today)
