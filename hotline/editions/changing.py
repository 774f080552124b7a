"""The directory in force with one thing changed: a matter given to another department, a keyword to another matter.

The changed content becomes an edition like any other. Knows no HTTP and puts nothing into force.
"""

import json
from datetime import datetime
from typing import Any

from hotline.domain.people import Actor
from hotline.domain.vocabulary import Book
from hotline.editions.keeping import keep, next_label
from hotline.editions.reading import packaged_text, read
from hotline.errors import NotFound
from hotline.models import Edition
from hotline.queries import editions
from routing import Directory
from routing.layout import lay_out

Content = dict[str, Any]


def content_in_force() -> Content:
    """Return the directory in force as its file says it, to be changed."""
    current = editions.find_in_force(Book.DIRECTORY)
    content: Content = json.loads(current.content if current else packaged_text(Book.DIRECTORY))
    return content


def matter_in(content: Content, matter_id: str) -> dict[str, Any]:
    """Return a matter of the content; raises NotFound where there is none."""
    matters: list[dict[str, Any]] = content.get("matters", [])
    for each in matters:
        if each["id"] == matter_id:
            return each
    raise NotFound("现行目录里没有这个事项。")


def give_matter(content: Content, matter_id: str, *, to: str) -> None:
    """Let another department lead a matter; whoever led it before is no helper by that."""
    matter = matter_in(content, matter_id)
    matter["lead"] = to
    if to in matter.get("helpers", ()):
        matter["helpers"] = [each for each in matter["helpers"] if each != to]


def move_keyword(content: Content, label: str, *, source: str, to: str) -> None:
    """Move every keyword that is shown by this label from one matter to another, as it is written."""
    here, there = matter_in(content, source), matter_in(content, to)
    moving = [each for each in here.get("keywords", ()) if label_of(each) == label]
    here["keywords"] = [each for each in here.get("keywords", ()) if label_of(each) != label]
    kept = [each for each in there.get("keywords", ()) if label_of(each) != label]
    there["keywords"] = [*kept, *moving]


def label_of(keyword: Any) -> str:
    """Return how a keyword of the file is shown to people, as ``routing.directory.Keyword.label`` is."""
    if isinstance(keyword, str):
        return keyword
    return "+".join(keyword["all"] if "all" in keyword else [keyword["text"]])


def checked(content: Content) -> Directory:
    """Return the directory that the content makes; raises WrongEdition."""
    directory: Directory = read(Book.DIRECTORY, lay_out(content))
    return directory


def keep_changed(content: Content, *, note: str, by: Actor, at: datetime) -> Edition:
    """Keep a changed directory as an edition with a version of its own; raises as ``keep`` does."""
    content["version"] = next_label(Book.DIRECTORY, at=at)
    return keep(Book.DIRECTORY, lay_out(content), note=note, by=by, at=at)
