"""Small plots as SVG text: bars, a heat map, a calibration curve, a learning curve.

Knows nothing of what is plotted.
"""

from collections.abc import Sequence
from html import escape
from math import floor

from routing.calibration import Bin

INK, SOFT, LINE, ACCENT = "#1f2933", "#52606d", "#cbd2d9", "#0b6bcb"
LETTER = 12.5  # how wide a Chinese character is drawn
SLOPE = (0.5, 0.87)  # how far a text turned by 60 degrees reaches to the side and upwards
LEFT, BOTTOM, WIDE, HIGH = 50, 280, 380, 250
FONT = "font-family='Noto Sans CJK SC, sans-serif' font-size='12'"


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:g} {height:g}' role='img' "
        f"style='max-width:{width:g}px;width:100%' {FONT}><title>{escape(title)}</title>\n{inside}\n</svg>"
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", extra: str = "") -> str:
    return f"<text x='{x:g}' y='{y:g}' text-anchor='{anchor}' fill='{INK}' {extra}>{escape(words)}</text>"


def _widest(names: Sequence[str]) -> float:
    """Return how wide the longest name is drawn."""
    return max((len(name) for name in names), default=0) * LETTER


def bars(rows: Sequence[tuple[str, float, str]], title: str) -> str:
    """Draw one horizontal bar per (name, part of one, note)."""
    parts = []
    left = _widest([name for name, _, _ in rows]) + 16
    for index, (name, value, note) in enumerate(rows):
        y = index * 22 + 4
        parts.append(_text(left - 10, y + 13, name, anchor="end"))
        parts.append(f"<rect x='{left:g}' y='{y}' width='400' height='16' fill='#e4e7eb'/>")
        parts.append(f"<rect x='{left:g}' y='{y}' width='{400 * value:.1f}' height='16' fill='{ACCENT}'/>")
        parts.append(_text(left + 410, y + 13, note))
    return _svg(left + 410 + _widest([note for _, _, note in rows]), len(rows) * 22 + 8, title, parts)


def heat(names: Sequence[str], counts: Sequence[Sequence[int]], title: str) -> str:
    """Draw a confusion table: rows are who was in charge, columns who was proposed, darker is more of the row."""
    longest = _widest(names)
    cell, left, top = 24, longest + 14, longest * SLOPE[1] + 20
    parts = []
    for row, name in enumerate(names):
        total = sum(counts[row]) or 1
        parts.append(_text(left - 6, top + row * cell + 16, name, anchor="end"))
        x = left + row * cell + 16
        parts.append(_text(x, top - 6, name, extra=f"transform='rotate(-60 {x:g} {top - 6:g})'"))
        for column, count in enumerate(counts[row]):
            if not count:
                continue
            shade = f"rgba(11,107,203,{0.12 + 0.88 * count / total:.2f})"
            place = f"x='{left + column * cell:g}' y='{top + row * cell:g}' width='{cell - 1}' height='{cell - 1}'"
            parts.append(
                f"<rect {place} fill='{shade}'><title>{escape(name)}→{escape(names[column])}:{count}</title></rect>"
            )
    size = len(names) * cell
    return _svg(left + size + longest * SLOPE[0] + 10, top + size + 10, title, parts)


def curve(points: Sequence[tuple[float, float]], title: str, *, across: str) -> str:
    """Draw a line through points whose height is a part of one, each with its height; ``across`` names what it is over.

    The scale begins at the tenth below the lowest point, and says so.
    """
    lowest = floor(10 * min((y for _, y in points), default=0.0)) / 10
    most = max((x for x, _ in points), default=1.0) or 1.0
    place = [(LEFT + WIDE * x / most, BOTTOM - HIGH * (y - lowest) / (1 - lowest or 1)) for x, y in points]
    marks = [lowest + (1 - lowest) * step / 5 for step in range(6)]
    parts = [*_grid(marks), *_line(place)]
    for (x, y), (over, part) in zip(place, points, strict=True):
        parts.append(_text(x, BOTTOM + 16, f"{over:g}", anchor="middle"))
        parts.append(_text(x, y - 8, f"{part:.1%}", anchor="middle"))
    parts.append(_text(LEFT + WIDE / 2, BOTTOM + 34, across, anchor="middle"))
    return _svg(LEFT + WIDE + 40, BOTTOM + 44, title, parts)


def calibration(bins: Sequence[Bin], title: str) -> str:
    """Draw how often answers were right against how sure they were; on the dashed line the two are equal."""
    place = [(LEFT + WIDE * one.confidence, BOTTOM - HIGH * one.accuracy) for one in bins if one.count]
    fifths = [step / 5 for step in range(6)]
    parts = [
        *_grid(fifths),
        (
            f"<line x1='{LEFT}' y1='{BOTTOM}' x2='{LEFT + WIDE}' y2='{BOTTOM - HIGH}' "
            f"stroke='{SOFT}' stroke-dasharray='4'/>"
        ),
        *_line(place),
        *(_text(LEFT + WIDE * one, BOTTOM + 16, f"{one:.0%}", anchor="middle") for one in fifths),
        _text(LEFT + WIDE / 2, BOTTOM + 34, "给出的把握", anchor="middle"),
    ]
    return _svg(LEFT + WIDE + 40, BOTTOM + 44, title, parts)


def _grid(marks: Sequence[float]) -> list[str]:
    """Return horizontal lines from the lowest mark to the highest, each with its part of one."""
    parts = []
    for step, mark in enumerate(marks):
        y = BOTTOM - HIGH * step / (len(marks) - 1)
        parts.append(f"<line x1='{LEFT}' x2='{LEFT + WIDE}' y1='{y:g}' y2='{y:g}' stroke='{LINE}'/>")
        parts.append(_text(LEFT - 6, y + 4, f"{mark:.0%}", anchor="end"))
    return parts


def _line(place: Sequence[tuple[float, float]]) -> list[str]:
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in place)
    dots = [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3' fill='{ACCENT}'/>" for x, y in place]
    return [f"<polyline points='{line}' fill='none' stroke='{ACCENT}' stroke-width='2'/>", *dots]
