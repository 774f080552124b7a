/* The call desk: proposals while typing, keys, and a draft of this tab that survives reload and crash.
   Everything works without this script, in two steps. */
"use strict";

const form = document.getElementById("call-form");
const PREFIX = "call-draft:";
const HALF_DAY = 12 * 3600 * 1000;
const ABANDONED = 20 * 1000;
const KEPT = ["name", "phone", "channel", "text", "title", "occurred", "district", "place", "kind", "urgency", "tag", "lead", "answer", "article", "path"];
const TICKED = ["confidential", "may_publish"];

function tab() {
  let id = sessionStorage.getItem("tab");
  if (!id) { id = Math.random().toString(36).slice(2); sessionStorage.setItem("tab", id); }
  return id;
}

function drafts() {
  const found = [];
  for (let i = localStorage.length - 1; i >= 0; i -= 1) {
    const key = localStorage.key(i);
    if (!key.startsWith(PREFIX)) continue;
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      if (Date.now() - draft.at > HALF_DAY) localStorage.removeItem(key); else found.push([key, draft]);
    } catch { localStorage.removeItem(key); }
  }
  return found;
}

function forgetMine() {
  const end = ":" + tab();
  for (const [key] of drafts()) if (key.endsWith(end)) localStorage.removeItem(key);
}

for (const leaving of document.querySelectorAll('form[action="/logout"]')) {
  leaving.addEventListener("submit", () => { for (const [key] of drafts()) localStorage.removeItem(key); });
}

if (document.querySelector("[data-call-taken]")) {
  forgetMine();
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "KeyN") { event.preventDefault(); document.querySelector("[data-next-call]").click(); }
  });
}

if (form) {
  const panel = document.getElementById("proposals");
  const status = document.getElementById("panel-status");
  const key = PREFIX + form.dataset.staff + ":" + tab();
  let waiting = 0;
  let asking = null;
  let asked = "";

  /* Proposals */
  const question = () => [form.title.value, form.text.value, form.phone.value, form.place.value, form.district.value].join("\n");
  async function propose() {
    const now = question();
    if (now === asked) return;
    asked = now;
    if (asking) asking.abort();
    asking = new AbortController();
    const body = new URLSearchParams({ title: form.title.value, text: form.text.value, phone: form.phone.value,
      place: form.place.value, district: form.district.value });
    try {
      const answer = await fetch(form.dataset.proposals, {
        method: "POST", body, signal: asking.signal, headers: { "X-CSRFToken": form.csrf_token.value },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      panel.innerHTML = await answer.text();
      ready();
    } catch (error) {
      if (error.name === "AbortError") return;
      asked = "";
      status.textContent = "暂时取不到派单建议,不影响登记。";
    }
  }
  function ready() {
    const says = panel.querySelector("[data-says]");
    status.textContent = says ? says.dataset.says : "";
    for (const adopt of panel.querySelectorAll("[data-adopt-kind]")) {
      adopt.hidden = false;
      adopt.addEventListener("click", () => { form.kind.value = adopt.dataset.adoptKind; keep(); });
    }
  }
  ready();

  /* Knowledge: Alt+K opens the fitting articles one after another, Alt+J answers with the open one. */
  const cited = form.querySelector("[data-cited]");
  function openArticle() {
    const found = [...panel.querySelectorAll("[data-article]")];
    if (!found.length) { status.textContent = "没有合适的知识。"; return; }
    const next = found[(found.findIndex((each) => each.open) + 1) % found.length];
    for (const each of found) each.open = each === next;
    next.querySelector("summary").focus();
  }
  function useArticle(button) {
    form.answer.value = button.dataset.fill;
    form.article.value = button.value;
    cited.hidden = false;
    cited.querySelector("b").textContent = button.dataset.title;
    form.answer.closest("details").open = true;
    form.querySelector('[name="then"][value="settle"]').focus();
    status.textContent = "已填入答复:" + button.dataset.title + "。按回车当场答复并办结。";
    keep();
  }
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use-article]");
    if (button) { event.preventDefault(); useArticle(button); }
  });
  cited.querySelector("[data-uncite]").addEventListener("click", () => { form.article.value = ""; cited.hidden = true; keep(); });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey) return;
    if (event.code === "KeyK") { event.preventDefault(); openArticle(); }
    if (event.code === "KeyJ") {
      event.preventDefault();
      const button = panel.querySelector("[data-article][open] [data-use-article]") || panel.querySelector("[data-use-article]");
      if (button) useArticle(button); else status.textContent = "没有合适的知识。";
    }
  });
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { propose(); keep(); }, 200);
  });

  /* Keys */
  document.addEventListener("keydown", (event) => {
    const digit = event.altKey && !event.ctrlKey && /^Digit([1-9])$/.exec(event.code);
    if (digit) {
      event.preventDefault();
      const choice = panel.querySelector('[data-choice="' + digit[1] + '"]');
      if (choice) choice.click(); else status.textContent = "还没有第" + digit[1] + "项建议。";
    } else if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      form.querySelector("[data-accept]").click();
    } else if (event.key === "Enter" && event.target.tagName === "INPUT" && event.target.form === form && event.target.type !== "checkbox") {
      event.preventDefault();  /* Enter goes on to the next field; it never sends a half-written call */
      const fields = [...form.querySelectorAll("input:not([type=hidden]), textarea, select")].filter((each) => each.offsetParent);
      const next = fields[fields.indexOf(event.target) + 1];
      if (next) next.focus();
    }
  });
  form.addEventListener("submit", () => {
    setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const button of form.querySelectorAll("button")) button.disabled = false;
  });

  /* Draft */
  function keep() {
    const values = {};
    for (const name of KEPT) if (form[name].value) values[name] = form[name].value;
    for (const name of TICKED) if (form[name].checked) values[name] = true;
    if (values.text || values.name || values.phone || values.title) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    else localStorage.removeItem(key);
  }
  function fill(values) {
    for (const name of KEPT) if (values[name]) form[name].value = values[name];
    for (const name of TICKED) form[name].checked = Boolean(values[name]);
    propose();
  }
  const all = drafts();
  const mine = all.find(([name]) => name === key);
  const lost = all.find(([name, draft]) => name !== key && name.startsWith(PREFIX + form.dataset.staff + ":") && Date.now() - draft.at > ABANDONED);
  if (form.dataset.refused !== undefined) keep();
  else if (mine) fill(mine[1].values);
  else if (lost) {
    const box = document.getElementById("found-draft");
    box.hidden = false;
    box.querySelector("[data-when]").textContent = new Date(lost[1].at).toLocaleString("zh-CN");
    const end = () => { localStorage.removeItem(lost[0]); box.hidden = true; form.text.focus(); };
    box.querySelector("[data-restore]").addEventListener("click", () => { fill(lost[1].values); keep(); end(); });
    box.querySelector("[data-discard]").addEventListener("click", end);
  }
  setInterval(() => { if (localStorage.getItem(key)) keep(); }, 10000);
  document.documentElement.classList.add("scripted");
}
