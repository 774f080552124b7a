"""Tables that leave as CSV files: opened by spreadsheets, so no cell may be taken for a formula. Knows no ticket.

Source: CSV injection (OWASP): a cell that begins with = + - @, a tab or a line break is run by spreadsheets.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from flask import Response

RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it the usual spreadsheets read Chinese as something else


def csv_file(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a CSV file for download; every cell is text that no spreadsheet runs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(each) for each in heading])
    writer.writerows([harmless(each) for each in row] for row in rows)
    answer = Response(BYTE_ORDER_MARK + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=\"figures.csv\"; filename*=UTF-8''{quote(name)}.csv"
    return answer


def harmless(cell: object) -> str:
    """Return a cell as text, with an apostrophe before what a spreadsheet would run."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(RUN_BY_SPREADSHEETS) else text
