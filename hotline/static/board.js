// The board renews itself: told by server-sent events, or by asking where there are none. Without this script the page
// is complete; the link “刷新” does the same by hand. Where somebody's focus is, it stays.
(() => {
  "use strict";
  const board = document.getElementById("board");
  const news = document.getElementById("board-news");
  if (!board || !news) return;
  const [words, button] = news.children;
  const EVERY = 15000;
  let etag = null, stream = null, timer = null, paused = false, first = true;

  const say = (text) => { words.textContent = text; };

  async function renew() {
    try {
      const answer = await fetch(location.pathname, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
      if (answer.status === 304) return;
      const page = answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const fresh = page && page.getElementById("board");
      if (!fresh) { stop(); say(answer.redirected ? "登录已过期，请刷新页面重新登录。" : "暂时不能自动更新，请刷新页面。"); return; }
      etag = answer.headers.get("ETag");
      put(fresh);
      say("看板已于 " + new Date().toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false }) + " 自动更新。");
    } catch { say("连接中断，恢复后会自动更新。"); }
  }

  function put(fresh) {
    const here = document.activeElement && board.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const open = [...board.querySelectorAll("details")].map((each) => each.open);
    board.replaceChildren(...fresh.childNodes);
    board.querySelectorAll("details").forEach((each, at) => { each.open = Boolean(open[at]); });
    const again = here && [...board.querySelectorAll("a")].find((each) => each.getAttribute("href") === here);
    if (again) again.focus({ preventScroll: true });
  }

  function ask() { timer = timer || setInterval(renew, EVERY); }

  function start() {
    if (!("EventSource" in window)) return ask();
    stream = new EventSource(board.dataset.changes);
    stream.addEventListener("board", () => { if (first) { first = false; } else { renew(); } });
    stream.onerror = () => { if (stream && stream.readyState === EventSource.CLOSED) { stream = null; ask(); } };
  }

  function stop() {
    if (stream) stream.close();
    clearInterval(timer);
    stream = timer = null;
  }

  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? "恢复自动更新" : "暂停自动更新";
    say(paused ? "已暂停自动更新。" : "看板自动更新中。");
    if (paused) { stop(); } else { start(); renew(); }
  });
  document.addEventListener("visibilitychange", () => { if (!paused) { if (document.hidden) { stop(); } else { start(); renew(); } } });
  news.hidden = false;
  start();
})();
