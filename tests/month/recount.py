"""The seven figures of docs/figures.md counted a second time, by plain SQL for PostgreSQL.

Shares nothing with the product: no model, no formula file, no period; months are cut by the database's own time zone.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

CASES = """
WITH wish AS MATERIALIZED (
  SELECT a.id AS case_id, p.granted, p.decided_at FROM petition p
  JOIN assignment a ON a.ticket_id = p.ticket_id AND a.department_id = p.department_id AND a.part = 'lead'
  WHERE p.kind = 'send_back' AND p.asked_at >= a.since AND p.asked_at < coalesce(a.ended_at, 'infinity')
), c AS MATERIALIZED (
  SELECT a.id, t.number, a.department_id, t.kind, t.channel, t.state, t.round > h0.round AS again,
    coalesce((SELECT d.name FROM (VALUES ('江岸区'),('江汉区'),('硚口区'),('汉阳区'),('武昌区'),('青山区'),('洪山区'),
      ('东西湖区'),('汉南区'),('蔡甸区'),('江夏区'),('黄陂区'),('新洲区')) AS d(name)
      WHERE left(t.district, length(d.name)) = d.name), '') AS district,
    a.since, a.signed_at, a.ended_at, s.due_at AS sign_due, r.due_at AS return_due,
    h.due_at AS handle_due, h.ended_at AS handle_ended, w.at AS answered_at, w.approved, w.resolution,
    CASE WHEN w.approved THEN w.reviewed_at END AS approved_at,
    EXISTS (SELECT FROM wish p WHERE p.case_id = a.id AND p.granted) AS returned,
    EXISTS (SELECT FROM wish p WHERE p.case_id = a.id AND p.decided_at IS NULL) AS asking,
    g.raters, g.happy, g.fair
  FROM assignment a JOIN ticket t ON t.id = a.ticket_id
  JOIN LATERAL (SELECT d.round FROM deadline d WHERE d.ticket_id = t.id AND d.clock = 'handle'
    AND d.started_at = a.since LIMIT 1) h0 ON true
  LEFT JOIN LATERAL (SELECT d.due_at FROM deadline d WHERE d.ticket_id = t.id AND d.clock = 'sign'
    AND d.started_at = a.since LIMIT 1) s ON true
  LEFT JOIN LATERAL (SELECT d.due_at FROM deadline d WHERE d.ticket_id = t.id AND d.clock = 'return'
    AND d.started_at = a.since LIMIT 1) r ON true
  LEFT JOIN LATERAL (SELECT d.due_at, d.ended_at FROM deadline d WHERE d.ticket_id = t.id AND d.clock = 'handle'
    AND d.started_at >= a.since AND d.started_at < coalesce(a.ended_at, 'infinity')
    ORDER BY d.id DESC LIMIT 1) h ON true
  LEFT JOIN LATERAL (SELECT x.at, x.approved, x.resolution, x.reviewed_at FROM answer x WHERE x.ticket_id = t.id
    AND x.department_id = a.department_id AND x.approved IS NOT FALSE AND x.at >= a.since
    AND x.at < coalesce(a.ended_at, 'infinity') ORDER BY x.id DESC LIMIT 1) w ON true
  LEFT JOIN LATERAL (SELECT count(*) AS raters,
    count(*) FILTER (WHERE q.satisfaction IN ('very_good', 'good')) AS happy,
    count(*) FILTER (WHERE q.satisfaction = 'fair') AS fair
    FROM rating q WHERE w.approved AND q.ticket_id = t.id AND q.round = h0.round) g ON true
  WHERE a.part = 'lead'
)
"""
COLUMNS = "number, department_id AS department, kind, channel, district, since < {start} AS carried"
MONTH = "to_char({} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') = :month"
START = "(:month || '-01')::timestamp AT TIME ZONE 'Asia/Shanghai'"
UNANSWERED = """CASE WHEN ended_at IS NULL AND state = 'voided' THEN 'voided' WHEN returned THEN 'returned'
  WHEN ended_at IS NOT NULL AND answered_at IS NULL THEN 'moved'
  WHEN answered_at IS NULL AND handle_ended IS NOT NULL THEN 'paused' WHEN handle_due > :at THEN 'not_due' {} END"""
FIGURES: dict[str, tuple[str, str, str, str]] = {  # the month's moment, the verdict, points, base
    "response": (
        "handle_due",
        UNANSWERED.format("WHEN answered_at IS NOT NULL THEN 'counts' ELSE 'base'"),
        "1000",
        "1",
    ),
    "on-time": (
        "handle_due",
        UNANSWERED.format("WHEN answered_at <= handle_due THEN 'counts' ELSE 'base'"),
        *("1000", "1"),
    ),
    "signed-in-time": (
        "sign_due",
        """CASE WHEN ended_at IS NULL AND state = 'voided' THEN 'voided' WHEN returned THEN 'returned'
        WHEN sign_due > :at THEN 'not_due' WHEN signed_at <= sign_due THEN 'counts' ELSE 'base' END""",
        *("1000", "1"),
    ),
    "solved": (
        "approved_at",
        "CASE resolution WHEN 'pending' THEN 'planned' WHEN 'solved' THEN 'counts' ELSE 'base' END",
        *("1000", "1"),
    ),
    "satisfied": (
        "approved_at",
        "CASE WHEN raters = 0 THEN 'unrated' WHEN happy + fair > 0 THEN 'counts' ELSE 'base' END",
        *("1000 * happy + 800 * fair", "raters"),
    ),
    "returned": (
        "since",
        """CASE WHEN ended_at IS NULL AND state = 'voided' THEN 'voided' WHEN returned THEN 'counts'
        WHEN ended_at IS NULL AND (asking OR (return_due > :at AND answered_at IS NULL)) THEN 'not_due'
        ELSE 'base' END""",
        *("1000", "1"),
    ),
    "reworked": ("approved_at", "CASE WHEN again THEN 'counts' ELSE 'base' END", "1000", "1"),
}


def recount(connection: Connection, month: str, *, at: datetime) -> dict[str, Any]:
    """Return for every figure its rows: number, department, kind, channel, district, carried, verdict, points, base."""
    counted: dict[str, Any] = {}
    for figure, (moment, verdict, points, base) in FIGURES.items():
        wanted = f"{COLUMNS.format(start=START)}, {verdict} AS verdict, {points} AS points, {base} AS base"
        query = text(f"{CASES} SELECT {wanted} FROM c WHERE {MONTH.format(moment)}")
        asked = {"month": month, "at": at} if ":at" in str(query) else {"month": month}
        counted[figure] = [dict(row._mapping) for row in connection.execute(query, asked)]
    return counted


def tallies(rows: list[dict[str, Any]], by: str | None) -> dict[tuple[str, bool], tuple[int, int, int]]:
    """Return points, base and left out for every value of a column ("" for all), carried-over apart."""
    found: dict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        tally = found[row[by] if by else "", row["carried"]]
        if row["verdict"] == "counts":
            tally[0] += row["points"]
        if row["verdict"] in ("counts", "base"):
            tally[1] += row["base"]
        else:
            tally[2] += 1
    return {key: (points, base, left_out) for key, (points, base, left_out) in found.items()}
