/* The call desk: proposals while typing, keys, and a draft that outlives the page (drafts.js).
   Everything works without this script, in two steps. */
"use strict";

const form = document.getElementById("call-form");
const PAUSE = 120;  /* milliseconds without a keystroke before proposals are asked for */
const KEPT = ["name", "phone", "channel", "text", "title", "occurred", "district", "place", "kind", "urgency", "tag", "lead", "answer", "article", "path"];
const TICKED = ["confidential", "may_publish"];
const WRITTEN = ["text", "name", "phone", "title", "place"];  /* one of these makes a draft worth keeping */

if (document.querySelector("[data-call-taken]")) {
  Drafts.tab().then(async (tab) => {
    for (const draft of await Drafts.all()) if (draft.tab === tab) await Drafts.forget(draft.key);
  });
}

/* Keys: whatever names a key in data-key is pressed, opened or gone to by Alt and that key. */
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.replace(/^(Key|Digit)/, "").toLowerCase();
  const target = document.querySelector('[data-key="' + CSS.escape(key) + '"]');
  if (target) {
    event.preventDefault();
    if (target.tagName === "DETAILS") {
      target.open = true;
      target.querySelector("input:not([type=hidden]), textarea, select").focus();
    } else if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) target.focus();
    else target.click();
  } else if (form && /^[1-9]$/.test(key)) {
    event.preventDefault();
    document.getElementById("panel-status").textContent = "还没有第" + key + "项建议。";
  }
});

if (form) {
  const panel = document.getElementById("proposals");
  const status = document.getElementById("panel-status");
  const offline = document.getElementById("offline");
  let waiting = 0;
  let asking = null;
  let asked = "";
  let tab = "";

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
      status.textContent = "暂时取不到派单建议，不影响登记。";
    }
  }
  function ready() {
    const says = panel.querySelector("[data-says]");
    const words = says ? says.dataset.says : "";
    if (status.textContent !== words) status.textContent = words; // said once, not at every pause in typing
    panel.dispatchEvent(new CustomEvent("proposed", { bubbles: true }));
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
    status.textContent = "已填入答复：" + button.dataset.title + "。按回车当场答复并办结。";
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
    keep();
    clearTimeout(waiting);
    waiting = setTimeout(propose, PAUSE);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      form.querySelector("[data-accept]").click();
    } else if (event.key === "Enter" && event.target.tagName === "INPUT" && event.target.form === form && event.target.type !== "checkbox") {
      event.preventDefault();  /* Enter goes on to the next field; it never sends a half-written call */
      const fields = [...form.querySelectorAll("input:not([type=hidden]), textarea, select")].filter((each) => each.offsetParent);
      const next = fields[fields.indexOf(event.target) + 1];
      if (next) next.focus();
    }
  });

  /* Without a network nothing is sent: the form stays, and what stands in it is kept. */
  const showNetwork = () => { offline.hidden = navigator.onLine; };
  window.addEventListener("online", showNetwork);
  window.addEventListener("offline", showNetwork);
  showNetwork();
  form.addEventListener("submit", (event) => {
    keep();
    if (event.submitter && event.submitter.dataset.aside !== undefined) return;  /* opens beside; the call goes on */
    if (!navigator.onLine) {
      event.preventDefault();
      showNetwork();
      return;
    }
    setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; });
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const button of form.querySelectorAll("button")) button.disabled = false;
  });

  /* Draft */
  function keep() {
    if (!tab) return;
    const key = form.dataset.staff + ":" + tab;
    const values = {};
    for (const name of KEPT) if (form[name] && form[name].value) values[name] = form[name].value;
    for (const name of TICKED) if (form[name] && form[name].checked) values[name] = true;
    const worth = WRITTEN.some((name) => values[name]);
    (worth ? Drafts.put({ key, staff: form.dataset.staff, tab, values }) : Drafts.forget(key)).then(
      () => { form.dataset.kept = worth ? values.text || "" : ""; },
      () => { status.textContent = "这台电脑存不下草稿，请及时提交。"; },
    );
  }
  function fill(values) {
    for (const name of KEPT) if (values[name] && form[name]) form[name].value = values[name];
    for (const name of TICKED) if (form[name]) form[name].checked = Boolean(values[name]);
    propose();
  }
  function offer(lost) {
    const box = document.getElementById("found-draft");
    box.hidden = false;
    box.querySelector("[data-when]").textContent = new Date(lost.at).toLocaleString("zh-CN");
    box.querySelector("[data-begins]").textContent = (lost.values.text || lost.values.title || "").slice(0, 30);
    const end = () => { Drafts.forget(lost.key); box.hidden = true; form.text.focus(); };
    box.querySelector("[data-restore]").onclick = () => { fill(lost.values); keep(); end(); };
    box.querySelector("[data-discard]").onclick = end;
  }
  (async () => {
    tab = await Drafts.tab();
    const mine = (await Drafts.all()).find((draft) => draft.key === form.dataset.staff + ":" + tab);
    if (form.dataset.refused !== undefined || form.text.value) keep();
    else if (mine) fill(mine.values);
    const [lost] = await Drafts.orphans(form.dataset.staff, tab);
    if (lost) offer(lost);
    form.dataset.draftReady = "";
  })();
  document.documentElement.classList.add("scripted");
}
