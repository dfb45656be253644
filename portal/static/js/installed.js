// A client's phone: the portal can be put on its first page, and shows what it kept while there is no line. Inside
// WeChat's browser nothing of it is offered.
import { person } from "./writing/store.js";

const here = document.body.dataset;

/** Pages that were kept for somebody go; drafts lie elsewhere and stay. */
export async function forgetKept() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("kept-")).map((name) => caches.delete(name)));
}

function offer() {
  const box = document.querySelector("[data-install]");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (!box) return;
    box.hidden = false;
    box.querySelector("button").addEventListener("click", async () => {
      box.hidden = true;
      await event.prompt();
    }, { once: true });
  });
}

export function watchInstalled() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action") === "/logout") forgetKept().catch(() => {});
  });
  if (!person || !here.worker) return;
  navigator.serviceWorker.register(here.worker).catch(() => {});
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ kind: "here", person: here.kept }));
  offer();
}
