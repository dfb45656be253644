// Drafts in the tab's session storage: by person and form, for a day. Where storage is switched off or full, nothing is kept and nothing breaks.
import { leftAt } from "./tabs.js";

const DAY = 24 * 3600 * 1000;
const MOST = 3; // of one form: what was left unanswered stays beside what is written now

export const person = document.body.dataset.person ?? "";
const prefix = (who) => `draft|${who}|`;

function box() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

const keys = (start) => {
  const kept = box();
  return kept ? Array.from({ length: kept.length }, (none, at) => kept.key(at)).filter((key) => key?.startsWith(start)) : [];
};

/** The drafts of a form, newest first: {id, at, values, files: names of files}. */
export function drafts(key) {
  if (!person) return [];
  const since = Math.max(Date.now() - DAY, leftAt(person));
  return parsed(box()?.getItem(prefix(person) + key)).filter((one) => one.at > since).sort((a, b) => b.at - a.at);
}

function write(key, list) {
  const kept = box();
  if (!list.length) return kept?.removeItem(prefix(person) + key);
  for (let tries = 0; kept && tries < 20; tries += 1) {
    try {
      kept.setItem(prefix(person) + key, JSON.stringify(list));
      return;
    } catch {
      if (!forgetOldest(prefix(person) + key)) return;
    }
  }
}

/** Make room: the oldest draft of another form goes. */
function forgetOldest(besides) {
  const others = keys("draft|").filter((key) => key !== besides);
  const age = (key) => Math.max(0, ...parsed(box().getItem(key)).map((one) => one.at));
  const oldest = others.sort((a, b) => age(a) - age(b))[0];
  if (oldest) box().removeItem(oldest);
  return !!oldest;
}

export function keep(key, draft) {
  if (person) write(key, [{ ...draft, at: Date.now() }, ...drafts(key).filter((one) => one.id !== draft.id)].slice(0, MOST));
}

/** A draft is over; with `text` also those with the same text that another page of the same deed kept. */
export function drop(key, id, text = "") {
  if (!person) return;
  const sent = (one) => one.id === id || (text && Object.values(one.values).some((list) => list.includes(text)));
  const path = prefix(person) + key.slice(0, key.indexOf("#") + 1);
  keys(path).map((one) => one.slice(prefix(person).length)).forEach((one) => write(one, drafts(one).filter((draft) => !sent(draft))));
}

/** Everything of a person, when he signs out himself. */
export const clear = (who) => keys(prefix(who)).forEach((key) => box().removeItem(key));

/** What is over (a day old, or its person signed out) goes, whoever is here now. */
export function sweep() {
  keys("draft|").forEach((key) => {
    const since = Math.max(Date.now() - DAY, leftAt(key.split("|")[1]));
    if (!parsed(box().getItem(key)).some((one) => one.at > since)) box().removeItem(key);
  });
}

/** A word for the next page of this tab: what was sent from here, or which forms go on in another language. */
export function note(name, value) {
  try {
    box()?.setItem(`next|${name}`, JSON.stringify({ person, at: Date.now(), value }));
  } catch { /* full: then the draft is offered */ }
}

export function noted(name, seconds) {
  const kept = box();
  const text = kept?.getItem(`next|${name}`);
  if (!text) return null;
  kept.removeItem(`next|${name}`);
  const found = JSON.parse(text);
  return found.person === person && Date.now() - found.at < seconds * 1000 ? found.value : null;
}
