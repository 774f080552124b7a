/* Advice beside the answer while it is being written. Without this script the button "检查一下" does the same. */
"use strict";

const place = document.getElementById("advice");
const answer = place && place.closest("form");

if (answer) {
  let waiting = 0;
  let asking = null;
  async function ask() {
    if (asking) asking.abort();
    asking = new AbortController();
    const body = new URLSearchParams({ text: answer.elements.text.value, basis: answer.elements.basis.value });
    try {
      const said = await fetch(place.dataset.check, {
        method: "POST", body, signal: asking.signal,
        headers: { "X-CSRFToken": answer.elements.csrf_token.value, "X-Part": "advice" },
      });
      if (said.ok) place.innerHTML = await said.text();
    } catch (error) { /* advice may be missing; nothing typed is touched */ }
  }
  answer.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 600); });
}
