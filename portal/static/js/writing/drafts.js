// What is typed is never lost: it is kept while it is written, comes back into parts of the page that the server makes
// anew, and is offered, never filled in by itself, when a page is opened anew.
import { formOf, fill, keyOf, live, longest, read, refill, remember, same, watched } from "./typed.js";
import { clear, drafts, drop, keep, note, noted, person, sweep } from "./store.js";
import { hear, leave, renew, tell, tokenOf } from "./tabs.js";
import { button, make, message, place, say } from "./words.js";

const ids = new Map(); // key of a form → the id of the draft that is being written
const visit = `${Date.now()}.${Math.random()}`;
const waiting = new Map();
const seen = new WeakSet();
let stranger = false;

export const someoneElse = () => stranger;

function save(key) {
  clearTimeout(waiting.get(key));
  waiting.delete(key);
  const form = formOf(key);
  if (!form || !live.has(key) || form.matches("[data-draft=off]")) return;
  const files = Object.values(live.get(key).files).flat().map((file) => file.name);
  keep(key, { id: ids.get(key) ?? visit, values: read(form, true), files });
}

const flush = () => [...waiting.keys()].forEach(save);

function typed(form) {
  const key = keyOf(form);
  remember(form);
  clearTimeout(waiting.get(key));
  waiting.set(key, setTimeout(() => save(key), 250));
}

/** What a form held has been done: its draft is over. */
export function done(form) {
  const key = keyOf(form);
  clearTimeout(waiting.get(key));
  waiting.delete(key);
  drop(key, ids.get(key) ?? visit, live.get(key)?.text);
  live.delete(key);
  ids.delete(key);
}

/** A form appeared: what was typed in it here comes back, what was typed before is offered. */
function look(part, goesOn = []) {
  const forms = [...part.querySelectorAll("form")].filter((form) => !seen.has(form) && watched(form));
  forms.forEach((form) => {
    seen.add(form);
    const key = keyOf(form);
    if (live.has(key)) {
      refill(form, live.get(key));
      return;
    }
    const found = drafts(key);
    const here = found.find((one) => same(form, one.values));
    const coming = here ?? (goesOn.includes(key) ? found[0] : null);
    if (coming) resume(form, coming);
    found.filter((one) => one !== coming && !(here && same(form, one.values))).forEach((one) => offer(form, one));
  });
}

export const lookAgain = () => look(document);

function resume(form, draft) {
  fill(form, draft.values);
  ids.set(keyOf(form), draft.id);
  remember(form);
  const fold = form.closest("details");
  if (fold && longest(form, draft.values)) fold.open = true;
  if (draft.files?.length) form.dispatchEvent(new CustomEvent("files:missing", { bubbles: true, detail: draft.files }));
}

function offer(form, draft) {
  const lang = document.documentElement.lang;
  const time = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hour12: false }).format(draft.at);
  const text = longest(form, draft.values).replace(/\s+/g, " ");
  const words = make("p", {}, say("draft", { time, text: text.length > 40 ? `${text.slice(0, 40)}…` : text }));
  const first = () => form.querySelector("textarea, input:not([type=hidden]), select");
  const restore = () => { box.remove(); resume(form, draft); first()?.focus(); };
  const discard = () => { box.remove(); drop(keyOf(form), draft.id); first()?.focus(); };
  const ways = make("div", { class: "buttons" },
    button(say("restore"), restore, { "data-restore": "" }), button(say("discard"), discard, { "data-discard": "" }));
  const box = message("wait", "status", words, ways);
  box.classList.add("draft");
  const fold = form.closest("details:not([open])");
  if (fold) place(fold).before(box);
  else form.prepend(box);
}

/** Before the page goes: is it on to the same page in another language or look, or is the form sent, or he himself? */
function leaving(event) {
  const { target: form } = event;
  const to = form.getAttribute("action") ?? "";
  flush();
  if (to === "/logout") {
    forget(person);
    leave(person);
  } else if (/^\/(language|theme)\//.test(to)) {
    note("goes-on", [...live.keys()]);
  } else if (watched(form) && !event.defaultPrevented) {
    const key = keyOf(form);
    note("sent", { key, id: ids.get(key) ?? visit, text: longest(form, read(form, true)) });
  }
}

function forget(who) {
  clear(who);
  if (who !== person) return;
  waiting.forEach(clearTimeout);
  waiting.clear();
  live.clear();
}

/** What became of the form that the page before this one sent: done where the answer led on and refused nothing. */
function settle() {
  const sent = noted("sent", 600);
  const way = performance.getEntriesByType("navigation")[0];
  if (sent && way?.redirectCount && !document.querySelector("#messages [role=alert], #sign-in")) drop(sent.key, sent.id, sent.text);
}

export function watchDrafts() {
  document.addEventListener("submit", (event) => {
    if (stranger || !document.body.contains(event.target)) return;
    leaving(event);
  });
  ["input", "change", "files:changed"].forEach((name) => document.addEventListener(name, ({ target }) => {
    const form = target.form ?? target.closest?.("form");
    if (watched(form)) typed(form);
  }));
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  document.addEventListener("htmx:load", () => look(document));
  hear(({ kind, person: who, token }) => {
    if (kind === "left") forget(who);
    if (kind !== "here" || !person) return;
    stranger = who !== person;
    if (!stranger) renew(token);
  });
  sweep();
  if (!person) {
    noted("sent", 0); // the sign-in page stood in between: it was not done
    return;
  }
  tell({ kind: "here", person, token: tokenOf(document) });
  settle();
  look(document, noted("goes-on", 60) ?? []);
}
