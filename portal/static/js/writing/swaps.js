// Before and after a part of the page is made anew: the hand finds the confirmation where it was, and the focus stays near.
import { done, lookAgain } from "./drafts.js";
import { clearRefusal, isRefusal, isSignedOut, showRefusal, showSignIn } from "./refusals.js";
import { formOf, isDeed, keyOf, live, watched } from "./typed.js";
import { button, make, message, place, say } from "./words.js";

const under = new WeakMap(); // request → what stood before its answer

const messages = () => document.getElementById("messages");

/** Where in a part an element stands, as numbers of children. */
function trail(element, part) {
  const steps = [];
  for (let at = element; at && at !== part; at = at.parentElement) steps.unshift([...at.parentElement.children].indexOf(at));
  return steps;
}

/** The element that stands there now, or the last one before the way ends. */
function follow(steps, part) {
  let at = part;
  for (const step of steps) {
    if (!at.children.length) return at;
    at = at.children[Math.min(step, at.children.length - 1)];
  }
  return at;
}

function goesHome(part) {
  const said = messages();
  if (said && part.contains(said) && part.id !== "main") document.getElementById("main")?.prepend(said);
}

const wasRefused = (html) => !!new DOMParser().parseFromString(html, "text/html").querySelector("#messages [role=alert]");

function before(event) {
  const { detail } = event;
  const { xhr, target, requestConfig } = detail;
  const form = requestConfig.elt.matches("form") && isDeed(requestConfig.elt) ? requestConfig.elt : null;
  if (isRefusal(detail)) {
    detail.shouldSwap = false;
    showRefusal(detail);
    return;
  }
  if (xhr.status === 429) detail.shouldSwap = true;
  clearRefusal(requestConfig.elt);
  goesHome(target);
  const refused = xhr.status >= 400 || (!!form && wasRefused(xhr.responseText));
  const key = form && watched(form) ? keyOf(form) : null;
  const steps = form && target.contains(form) ? trail(form, target) : [];
  const typed = [...target.querySelectorAll("form")].filter(watched).map(keyOf).filter((one) => live.has(one));
  if (form && key && !refused) done(form);
  under.set(xhr, {
    form, key, refused, steps, part: target.id, boosted: detail.boosted, focused: target.contains(document.activeElement),
    typed: form ? typed.filter((one) => live.has(one)) : [],
  });
}

/** A text whose form is gone: it stands there to be copied, unless the server shows it already. */
function leftover(key, part, at) {
  const { text } = live.get(key);
  live.delete(key);
  const shown = [...part.querySelectorAll("textarea, input")].some((field) => field.value === text) || part.textContent.includes(text);
  if (text.length < 2 || shown) return;
  const area = make("textarea", { class: "form-control", readonly: "", rows: "4", "aria-label": say("leftover") });
  area.value = text;
  const copy = button(say("copy"), () => {}, { "data-copy": text });
  const box = message("wait", "status", make("p", {}, say("leftover")), area, make("div", { class: "buttons" }, copy));
  box.classList.add("leftover");
  place(at).after(box);
}

function settled({ detail }) {
  const was = under.get(detail.xhr);
  if (!was) return;
  under.delete(detail.xhr);
  const part = document.getElementById(was.part) ?? detail.target;
  if (!part?.isConnected) return;
  const at = (was.key && formOf(was.key, part)) || follow(was.steps, part);
  was.typed.filter((key) => !formOf(key)).forEach((key) => leftover(key, part, at));
  const said = messages();
  if (was.form && said?.children.length && !was.boosted && part.contains(at)) {
    const hand = place(at.closest("details:not([open])") ?? at);
    if (hand === part) part.prepend(said);
    else hand.before(said);
    said.scrollIntoView({ block: "nearest" });
  }
  if (was.form || was.focused) focusNear(was, part, at);
}

/** The focus was on something that is gone: it goes to what says what happened, or stays in the part. */
function focusNear(was, part, at) {
  if (document.activeElement !== document.body) return;
  const words = was.form && (messages()?.firstElementChild ?? at.querySelector?.(".form-errors"));
  const next = words || (was.boosted ? part.querySelector("h1") : null) || part;
  if (!next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
  next.focus({ preventScroll: true });
}

export function watchSwaps() {
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!isSignedOut(event.detail)) return;
    event.preventDefault();
    showSignIn(event.detail);
  });
  document.addEventListener("htmx:beforeSwap", before);
  document.addEventListener("htmx:afterSwap", lookAgain);
  document.addEventListener("htmx:afterSettle", settled);
}
