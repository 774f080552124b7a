"""Events of our own invention, each told by several citizens in their own words (`events.txt`).

A block is one event, a line one message. Blocks stand beside look-alikes: the same complaint elsewhere, or another
complaint at the same place. No line was written by a real citizen.
"""

from pathlib import Path

EVENTS = Path(__file__).with_name("events.txt")


def told() -> list[tuple[int, str]]:
    """Return every message with the number of its event."""
    blocks = [block.splitlines() for block in EVENTS.read_text(encoding="utf-8").strip().split("\n\n")]
    return [(event, line) for event, lines in enumerate(blocks) for line in lines]
