"""An evaluation as one HTML page with plots, readable without a network.

Knows nothing of how the figures were reached.
"""

from collections.abc import Sequence
from html import escape

from routing.evaluation import Evaluation
from routing.svg import bars, calibration, curve, heat

MOST_CONFUSED = 20
NAMES = {
    "n": "工单数",
    "top1": "首选正确率",
    "accepted_top1": "首选可接受率",
    "top3": "前三含正确部门",
    "auto_share": "可自动派单占比",
    "auto_precision": "自动派单可接受率",
    "calibration_error": "校准误差",
    "kind": "诉求类型正确率",
}
STYLE = (
    "body{font:16px/1.6 'Noto Sans CJK SC',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2933}"
    "table{border-collapse:collapse}td,th{border:1px solid #cbd2d9;padding:.3rem .7rem;text-align:left}"
)


def write_report(evaluation: Evaluation, learned: Sequence[tuple[int, float]] = ()) -> str:
    """Return the page; ``learned`` is a learning curve of (past tickets, part right), left out when empty."""
    sections = [
        _figures(evaluation),
        _section("各部门首选正确率", _by_department(evaluation)),
        _section("把握与实际是否相符", calibration(evaluation.bins(), "校准图")),
        _section("部门之间的混淆", _confusion(evaluation)),
        _section("最常见的错派", _most_confused(evaluation)),
    ]
    if learned:
        plot = curve([(float(size), part) for size, part in learned], "学习曲线", across="历史工单数")
        sections.append(_section("随历史工单增加的首选正确率", plot))
    body = "\n".join(sections)
    return (
        f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>派单评测报告</title>"
        f"<meta name='viewport' content='width=device-width'><style>{STYLE}</style></head>"
        f"<body><h1>派单评测报告</h1>\n{body}\n</body></html>\n"
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{escape(title)}</h2>\n{content}</section>"


def _figures(evaluation: Evaluation) -> str:
    rows = "".join(
        f"<tr><th>{NAMES.get(name, name)}</th><td>{value if name == 'n' else f'{value:.2%}'}</td></tr>"
        for name, value in evaluation.figures().items()
    )
    return f"<table>{rows}</table>"


def _by_department(evaluation: Evaluation) -> str:
    rows = [(name, part, f"{part:.0%}（{count}件）") for name, (count, part) in evaluation.by_department().items()]
    return bars(rows, "各部门首选正确率")


def _confusion(evaluation: Evaluation) -> str:
    names = list(evaluation.by_department())[:MOST_CONFUSED]
    pairs = evaluation.confusion()
    return heat(names, [[pairs[right, given] for given in names] for right in names], "混淆矩阵")


def _most_confused(evaluation: Evaluation) -> str:
    wrong = [(pair, count) for pair, count in evaluation.confusion().most_common() if pair[0] != pair[1]]
    rows = "".join(
        f"<tr><td>{escape(right)}</td><td>{escape(given or '（无）')}</td><td>{count}</td></tr>"
        for (right, given), count in wrong[:MOST_CONFUSED]
    )
    return f"<table><tr><th>应为</th><th>首选</th><th>件数</th></tr>{rows}</table>"
