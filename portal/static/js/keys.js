// Single keys (WCAG 2.1.4: one switch on the account page turns them off; never while typing, never with Ctrl, Alt or Meta).
// r reply · t take · Ctrl+Enter sends what is written (writing/sending.js) · "/" search · j k rows · Enter opens (the link has the focus) · p n or [ ] previous and next · "?" what the keys are.
const typing = (target) => !!target.closest?.("input, textarea, select, [contenteditable], dialog");

/** The link of each row that shows, of every list of the page: tables and cards alike. */
const rows = () => [...document.querySelectorAll("main table tbody tr, main .rows > li")]
  .map((row) => row.querySelector("a.row-link") ?? row.querySelector("th a[href], .key a[href], a[href]"))
  .filter((link) => link?.offsetParent);

function step(by) {
  const links = rows();
  if (!links.length) return;
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + by, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

const follow = (rel) => document.querySelector(`main a[data-key-${rel}]`)?.click();

/** Where one writes to the client: on the request's page its field, on the row of a list the request's page at it. */
function reply() {
  const field = document.getElementById("reply-body");
  const row = document.activeElement?.closest?.("a.row-link[href^='/requests/R-']");
  if (field) {
    field.focus();
    field.scrollIntoView({ block: "center" });
  } else if (row) location.assign(`${row.href}#reply`);
}

/** The button that takes the request at hand, or that of the row which has the focus. */
function take() {
  const within = document.activeElement?.closest?.("tr, li") ?? document.getElementById("thread");
  within?.querySelector("form[action$='/take'] button")?.click();
}

/** The page /keys in a dialog; where it cannot be fetched, the page itself. */
async function show(href) {
  let dialog = document.querySelector("dialog.keys-dialog");
  if (!dialog) {
    const answer = await fetch(href, { headers: { "HX-Request": "true", "HX-Target": "keys" } });
    if (!answer.ok) {
      location.assign(href);
      return;
    }
    dialog = document.createElement("dialog");
    dialog.className = "keys-dialog";
    dialog.innerHTML = await answer.text();
    dialog.querySelector("#messages")?.remove();
    dialog.setAttribute("aria-labelledby", "keys-title");
    dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("[data-close]")) dialog.close(); });
    document.body.append(dialog);
  }
  dialog.showModal();
}

const DEEDS = {
  j: () => step(1), k: () => step(-1), p: () => follow("p"), n: () => follow("n"), "[": () => follow("p"), "]": () => follow("n"),
  r: reply, t: take,
  "?": () => { const link = document.querySelector("a[data-keys]"); if (link) show(link.href); },
};

export const keysAreOn = () => document.body.dataset.keys !== "off";

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    const deed = Object.hasOwn(DEEDS, event.key) ? DEEDS[event.key] : null;
    if (!deed || !keysAreOn() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    deed();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-keys]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href);
  });
}
