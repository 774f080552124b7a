"""The editions of what a city decides (派单目录, 时限规则, …): checked, kept, put into force, one click back.

An edition that is wrong in any part is refused with place and remedy and never reaches a ticket. Moves no ticket and
knows no HTTP.
"""

from hotline.editions.changing import (
    Content,
    checked,
    content_in_force,
    give_matter,
    keep_changed,
    matter_in,
    move_keyword,
)
from hotline.editions.keeping import directory_in_force, enact, keep, next_label, put_back
from hotline.editions.reading import packaged_text, read

__all__ = [
    "Content",
    "checked",
    "content_in_force",
    "directory_in_force",
    "enact",
    "give_matter",
    "keep",
    "keep_changed",
    "matter_in",
    "move_keyword",
    "next_label",
    "packaged_text",
    "put_back",
    "read",
]
