"""Small plots as SVG text: bars, a heat map, a calibration curve, a learning curve.

Knows nothing of what is plotted.
"""

from collections.abc import Sequence
from html import escape

from routing.calibration import Bin

INK, SOFT, LINE, ACCENT = "#1f2933", "#52606d", "#cbd2d9", "#0b6bcb"
FONT = "font-family='Noto Sans CJK SC, sans-serif' font-size='12'"


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    inside = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:g} {height:g}' role='img' "
        f"style='max-width:{width:g}px;width:100%' {FONT}><title>{escape(title)}</title>\n{inside}\n</svg>"
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", extra: str = "") -> str:
    return f"<text x='{x:g}' y='{y:g}' text-anchor='{anchor}' fill='{INK}' {extra}>{escape(words)}</text>"


def bars(rows: Sequence[tuple[str, float, str]], title: str) -> str:
    """Draw one horizontal bar per (name, part of one, note)."""
    parts = []
    for index, (name, value, note) in enumerate(rows):
        y = index * 22 + 4
        parts.append(_text(170, y + 13, name, anchor="end"))
        parts.append(f"<rect x='180' y='{y}' width='400' height='16' fill='#e4e7eb'/>")
        parts.append(f"<rect x='180' y='{y}' width='{400 * value:.1f}' height='16' fill='{ACCENT}'/>")
        parts.append(_text(590, y + 13, note))
    return _svg(720, len(rows) * 22 + 8, title, parts)


def heat(names: Sequence[str], counts: Sequence[Sequence[int]], title: str) -> str:
    """Draw a confusion table: rows are who was in charge, columns who was proposed, darker is more of the row."""
    cell, left, top = 24, 150, 130
    parts = []
    for row, name in enumerate(names):
        total = sum(counts[row]) or 1
        parts.append(_text(left - 6, top + row * cell + 16, name, anchor="end"))
        x = left + row * cell + 16
        parts.append(_text(x, top - 6, name, extra=f"transform='rotate(-60 {x} {top - 6})'"))
        for column, count in enumerate(counts[row]):
            if not count:
                continue
            shade = f"rgba(11,107,203,{0.12 + 0.88 * count / total:.2f})"
            place = f"x='{left + column * cell}' y='{top + row * cell}' width='{cell - 1}' height='{cell - 1}'"
            parts.append(
                f"<rect {place} fill='{shade}'><title>{escape(name)}→{escape(names[column])}:{count}</title></rect>"
            )
    size = len(names) * cell
    return _svg(left + size + 90, top + size + 10, title, parts)


def curve(points: Sequence[tuple[float, float]], title: str, *, across: str, diagonal: bool = False) -> str:
    """Draw a line through points whose height is a part of one; ``across`` names the horizontal axis."""
    width, height, left, bottom = 460, 320, 50, 280
    most = max((x for x, _ in points), default=1.0) or 1.0
    place = [(left + 380 * x / most, bottom - 250 * y) for x, y in points]
    parts = []
    for tenth in range(0, 11, 2):
        y = bottom - 25 * tenth
        parts.append(f"<line x1='{left}' x2='{left + 380}' y1='{y}' y2='{y}' stroke='{LINE}'/>")
        parts.append(_text(left - 6, y + 4, f"{tenth * 10}%", anchor="end"))
    if diagonal:
        parts.append(
            f"<line x1='{left}' y1='{bottom}' x2='{left + 380}' y2='{bottom - 250}' "
            f"stroke='{SOFT}' stroke-dasharray='4'/>"
        )
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in place)
    parts.append(f"<polyline points='{line}' fill='none' stroke='{ACCENT}' stroke-width='2'/>")
    parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3' fill='{ACCENT}'/>" for x, y in place]
    parts += [
        _text(x, bottom + 16, f"{point[0]:g}", anchor="middle") for (x, _), point in zip(place, points, strict=True)
    ]
    parts.append(_text(left + 190, bottom + 34, across, anchor="middle"))
    return _svg(width, height, title, parts)


def calibration(bins: Sequence[Bin], title: str) -> str:
    """Draw how often answers were right against how sure they were; on the dashed line the two are equal."""
    points = [(round(one.confidence, 2), one.accuracy) for one in bins if one.count]
    return curve(points or [(0.0, 0.0)], title, across="给出的把握", diagonal=True)
