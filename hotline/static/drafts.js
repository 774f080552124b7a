/* Drafts of half-written calls: kept in this browser's own database, so that nothing typed is lost by a reload, a killed
   browser, a dead network or a second tab. A draft belongs to one person and one tab, and lives half a day at most. */
"use strict";

const Drafts = (() => {
  const HALF_DAY = 12 * 3600 * 1000;
  const SILENT = 20 * 1000;  /* where the browser cannot tell whether the tab still lives */
  const locks = navigator.locks;  /* there in secure contexts only */

  const opened = new Promise((resolve, reject) => {
    const asking = indexedDB.open("call-drafts", 1);
    asking.onupgradeneeded = () => asking.result.createObjectStore("drafts", { keyPath: "key" });
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  });

  async function ask(mode, what) {
    const store = (await opened).transaction("drafts", mode, { durability: "strict" }).objectStore("drafts");
    return new Promise((resolve, reject) => {
      const asking = what(store);
      store.transaction.oncomplete = () => resolve(asking.result);
      store.transaction.onabort = store.transaction.onerror = () => reject(store.transaction.error);
    });
  }

  async function all() {
    const found = await ask("readonly", (store) => store.getAll());
    for (const old of found.filter((draft) => Date.now() - draft.at > HALF_DAY)) await forget(old.key);
    return found.filter((draft) => Date.now() - draft.at <= HALF_DAY);
  }

  const put = (draft) => ask("readwrite", (store) => store.put({ ...draft, at: Date.now() }));
  const forget = (key) => ask("readwrite", (store) => store.delete(key));
  const forgetAll = () => ask("readwrite", (store) => store.clear());

  /* The name of this tab. It is held as a lock while the tab lives; a duplicated tab finds it taken and takes another. */
  async function tab() {
    let name = sessionStorage.getItem("tab");
    while (!name || !(await hold(name))) name = Math.random().toString(36).slice(2);
    sessionStorage.setItem("tab", name);
    return name;
  }
  function hold(name) {
    if (!locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      locks.request("call-draft:" + name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock && new Promise(() => {});
      });
    });
  }

  /* Drafts of this person whose tab is gone, the newest first. */
  async function orphans(staff, mine) {
    const held = locks ? new Set((await locks.query()).held.map((lock) => lock.name)) : null;
    const gone = (draft) => (held ? !held.has("call-draft:" + draft.tab) : Date.now() - draft.at > SILENT);
    return (await all()).filter((draft) => draft.staff === staff && draft.tab !== mine && gone(draft)).sort((a, b) => b.at - a.at);
  }

  return { all, put, forget, forgetAll, tab, orphans };
})();

for (const leaving of document.querySelectorAll('form[action="/logout"]')) {
  leaving.addEventListener("submit", (event) => {
    event.preventDefault();
    Drafts.forgetAll().catch(() => {}).finally(() => leaving.submit());
  });
}
