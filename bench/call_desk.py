"""How soon proposals appear after an operator's last keystroke, and how fast search answers, among 100,000 tickets.

Prints one JSON object. PostgreSQL, the service with 2 workers and 4 threads and a real browser run on this machine; the
pause after the last keystroke (120 ms) is in the figure. Every figure is measured again with a tenth of the tickets,
in the same run, so that a slow machine shows as one. Without Chromium only search is measured.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Page, sync_playwright

from bench._servers import free_port, latencies, new_database, postgresql, program
from bench._stored import OPERATOR, open_tables, store
from hotline.app import create_app
from hotline.settings import Settings

CALLS = (
    "建设路北口的路灯坏了三天,晚上看不清路,希望尽快维修",
    "小区东门夜里十一点还在施工,噪声很大,老人睡不着",
    "和平街口的井盖松动,车一过就响,担心出事",
    "想问一下灵活就业人员的养老保险怎么缴纳",
    "菜市场旁边每天都有人占道摆摊,行人只能走机动车道",
    "公交站台的顶棚漏雨,下雨天没有地方躲",
)
WORDS = (
    "路灯",
    "井盖",
    "噪声",
    "停车",
    "漏水",
    "物业",
    "占道",
    "公交",
    "学校",
    "垃圾",
    "建设路",
    "和平大道",
    "解放大道",
)
ARRIVES = """async (typed) => {
  const panel = document.getElementById("proposals"), text = document.getElementById("f-text");
  text.focus();
  const arrived = new Promise((resolve) => {
    panel.addEventListener("proposed", () => resolve(performance.now()), { once: true });
  });
  text.value = typed;
  const began = performance.now();
  text.dispatchEvent(new Event("input", { bubbles: true }));
  return (await arrived) - began;
}"""


def main() -> None:
    """Measure among a tenth, then among all, and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, postgresql(Path(name)) as server:
        folder = Path(name)
        url, secret = new_database(server, "hotline"), uuid.uuid4().hex
        app = create_app(Settings(database_url=url, data_dir=folder, secret_key=secret, demo=False))
        password = open_tables(app)
        environment = {
            "HOTLINE_DATABASE_URL": url,
            "HOTLINE_SECRET_KEY": secret,
            "HOTLINE_DATA_DIR": name,
            "HOTLINE_REDIS_URL": "redis://127.0.0.1:1/0",
            "HOTLINE_WEB_WORKERS": "2",
            "HOTLINE_PORT": str(free_port()),
        }
        port, few = int(environment["HOTLINE_PORT"]), asked.tickets // 10
        figures: dict[str, Any] = {"pause_ms": 120, "rounds": asked.rounds}
        with program(["-m", "hotline.cli", "web"], port, log=folder / "web.log", **environment):
            numbers: list[str] = []
            for stored, first in ((few, 0), (asked.tickets, few)):
                numbers += store(app, stored, first=first)
                figures[f"among_{stored}"] = _measure(port, password, numbers, asked.rounds)
    print(json.dumps(figures, ensure_ascii=False))


def _measure(port: int, password: str, numbers: Sequence[str], rounds: int) -> dict[str, Any]:
    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(locale="zh-CN")
        page.goto(f"{address}/login")
        page.fill("[name=username]", OPERATOR)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/operator")
        typed = _typed(page, rounds)
        cookie = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
        browser.close()
    searches = [f"/operator/tickets?q={quote(word)}" for word in WORDS] * max(1, rounds // 3)
    by_number = [f"/operator/tickets/{number}" for number in numbers] * max(1, rounds // len(numbers))
    return {
        "proposals_ms": _spread(typed),
        "search_ms": _spread(latencies(port, searches, cookie=cookie)),
        "by_number_ms": _spread(latencies(port, by_number, cookie=cookie)),
    }


def _typed(page: Page, rounds: int) -> list[float]:
    """Type beginnings of calls of growing length, each a little later than the last; the first ones warm up."""
    taken = []
    for each in range(rounds + len(CALLS)):
        call = CALLS[each % len(CALLS)]
        page.evaluate("document.getElementById('f-phone').value = ''")
        taken.append(page.evaluate(ARRIVES, f"{call[: 8 + each % (len(call) - 8)]}{each}"))
    return taken[len(CALLS) :]


def _spread(milliseconds: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(milliseconds, n=20)
    return {"median": round(statistics.median(milliseconds), 1), "p95": round(cuts[18], 1), "n": len(milliseconds)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    return parser.parse_args()


if __name__ == "__main__":
    main()
