// A client's phone: the portal can be put on its first page, and shows what it kept while there is no line. Inside
// WeChat's browser nothing of it is offered.
import { COUNT } from "./door/store.js";
import { person } from "./writing/store.js";
import { say } from "./writing/words.js";

const here = document.body.dataset;
const REFUSED = "install=no";

/** Pages that were kept for somebody go; drafts lie elsewhere and stay. */
export async function forgetKept() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("kept-")).map((name) => caches.delete(name)));
}

/** Android's browser says when it can; Safari never says, so its own way is told. Who does not want it is not asked
 * again: in a cookie, since signing out empties the storage. */
function offer() {
  const box = document.querySelector("[data-install]");
  if (!box) {
    addEventListener("beforeinstallprompt", (event) => event.preventDefault());
    return;
  }
  const refused = document.cookie.split("; ").includes(REFUSED);
  box.querySelector("[data-no]").addEventListener("click", () => {
    document.cookie = `${REFUSED}; path=/; max-age=31536000; samesite=lax`;
    box.hidden = true;
  });
  if (navigator.standalone === false && /iPhone|iPad|iPod/.test(navigator.userAgent)) {
    box.querySelector("[data-safari]").hidden = false;
    box.hidden = refused;
  }
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    const yes = box.querySelector("[data-yes]");
    box.querySelector("[data-android]").hidden = yes.hidden = false;
    box.hidden = refused;
    yes.addEventListener("click", async () => {
      box.hidden = true;
      await event.prompt();
    }, { once: true });
  });
}

/** Scans of a door that were not sent yet stay on this phone, when whoever signs out still wants to: then its storage is
 * not emptied by the server, and what else lies there goes here. */
function askedAboutScans(event) {
  let count = null;
  try {
    count = localStorage.getItem(COUNT);
  } catch { /* storage is switched off: nothing waits there */ }
  if (!count) return true;
  if (!window.confirm(say("scans", { count }))) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return false;
  }
  event.target.append(Object.assign(document.createElement("input"), { type: "hidden", name: "scans", value: "1" }));
  sessionStorage.clear();
  return true;
}

export function watchInstalled() {
  if (person && here.worker) offer();
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== "/logout") return;
    if (askedAboutScans(event)) forgetKept().catch(() => {});
  }, true);
  if (!person || !here.worker) return;
  navigator.serviceWorker.register(here.worker).catch(() => {});
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ kind: "here", person: here.kept }));
}
