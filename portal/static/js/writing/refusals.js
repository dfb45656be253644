// A deed that was not done says so beside itself, with the text in place and a way to send it again; the page stays.
import { renew, tokenOf } from "./tabs.js";
import { someoneElse } from "./drafts.js";
import { isDeed } from "./typed.js";
import { button, make, message, place, say } from "./words.js";

const boxes = new WeakMap(); // who asked → the message beside it
const OWN = { 0: "lost", 400: "expired", 413: "large", 429: "often", 500: "fault", 502: "busy", 503: "busy", 504: "busy" };
const ASKED = "form, a, button, input, select"; // by hand; anything else loads or asks again by itself
const WHOLE = /^\s*(<!doctype|<html)/i;

const header = (xhr, name) => xhr.getResponseHeader(name);
const textOf = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

/** What the server says in a page or a part of one, without its frame. */
function said(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!WHOLE.test(html)) return textOf(page.body);
  const refused = page.querySelector(".form-errors, main [role=alert]");
  const lead = page.querySelector("main .page-lead");
  return refused ? textOf(refused) : [textOf(page.querySelector("main h1")), textOf(lead)].filter(Boolean).join(" ");
}

/** Does a whole page that answers a form show that form again? */
const showsAgain = (html, form) => {
  const name = [...form.elements].find((field) => field.name && field.type !== "hidden")?.name;
  return !!new DOMParser().parseFromString(html, "text/html").querySelector(`main form [name="${CSS.escape(name ?? "")}"]`);
};

/** Is this answer one that may not take a part of the page's place? */
export function isRefusal({ xhr, boosted, requestConfig }) {
  if (header(xhr, "X-Portal-Refusal")) return true;
  if (xhr.status < 400) return false;
  if (![409, 422, 429].includes(xhr.status) || !xhr.responseText.trim()) return true;
  return WHOLE.test(xhr.responseText) && !(boosted && showsAgain(xhr.responseText, requestConfig.elt));
}

/** Has the session ended? An answer of an older page leads to the sign-in page by itself. */
export const isSignedOut = ({ xhr }) =>
  xhr.status === 401 || !!header(xhr, "X-Portal-Signed-Out") || /^\/login\b/.test(header(xhr, "HX-Redirect") ?? "");

export function clearRefusal(asker) {
  boxes.get(asker)?.remove();
  boxes.delete(asker);
}

function show(asker, target, ...content) {
  const box = message("refused", "alert", ...content);
  const before = boxes.get(asker);
  if (before?.isConnected && before.textContent === box.textContent && !asker.matches(ASKED)) return before; // asked again by itself
  clearRefusal(asker);
  box.classList.add("refusal");
  boxes.set(asker, box);
  if (asker.matches("form") && !box.querySelector("form")) asker.append(box);
  else if (asker.matches("input, select") && target?.isConnected) target.replaceChildren(box);
  else place(asker).after(box);
  if (asker.matches(ASKED)) box.scrollIntoView({ block: "nearest" });
  return box;
}

/** The form's token of today, if the page is still that of the same person. */
async function freshToken() {
  const answer = await fetch("/account");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.body.dataset.person === document.body.dataset.person) renew(tokenOf(page));
}

/** Send what was refused once more, as it stands now. */
function again({ requestConfig, target }) {
  const { elt, verb, path, triggeringEvent } = requestConfig;
  const submitter = triggeringEvent?.submitter;
  if (elt.matches("form")) elt.requestSubmit(submitter?.form === elt && submitter.isConnected ? submitter : undefined);
  else window.htmx.ajax(verb, path, { source: elt, target });
}

export function showRefusal(detail, status = detail.xhr.status) {
  const asker = detail.requestConfig.elt;
  const server = status && (header(detail.xhr, "X-Portal-Refusal") || !Object.hasOwn(OWN, status)) ? said(detail.xhr.responseText) : "";
  const words = make("p", {}, server || say(OWN[status] ?? (status < 500 ? "refused" : "fault")));
  const stays = asker.matches("form") && isDeed(asker) ? make("p", {}, say("stays")) : null;
  const retry = button(say("again"), async (event) => {
    event.currentTarget.disabled = true;
    if (status === 400) await freshToken().catch(() => {});
    again(detail);
  }, { "data-send-again": "" });
  const box = show(asker, detail.target, words, stays, make("div", { class: "buttons" }, retry));
  if (stays) box.querySelector("[data-send-again]").focus({ preventScroll: true });
}

/** Sign in again beside the text: the server's own form where it sent one (the text travels in it, sealed), else a link. */
export function showSignIn({ xhr, target, requestConfig }) {
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  const form = page.getElementById("sign-in") ?? (WHOLE.test(xhr.responseText) ? null : page.querySelector("form"));
  const to = header(xhr, "HX-Redirect") ?? "/login";
  const here = encodeURIComponent(location.pathname + location.search);
  const link = make("a", { class: "btn btn-small", href: to.includes("?") ? to : `${to}?next=${here}` }, say("signIn"));
  const content = form ? [form] : [make("p", {}, say("signedOut")), make("div", { class: "buttons" }, link)];
  const box = show(requestConfig.elt, target, ...content);
  if (requestConfig.verb !== "get") box.querySelector("input:not([type=hidden]), a")?.focus({ preventScroll: true });
}

export function watchRefusals() {
  document.addEventListener("htmx:sendError", ({ detail }) => showRefusal(detail, 0));
  document.addEventListener("htmx:timeout", ({ detail }) => showRefusal(detail, 0));
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    // Files take their time on a slow line.
    if ([...detail.formData.values()].some((value) => value instanceof File && value.size)) detail.timeout = 15 * 60 * 1000;
  });
  // Somebody else signed in in this browser meanwhile: nothing is sent in his name.
  addEventListener("submit", (event) => {
    const { target: form } = event;
    const harmless = /^\/(login|logout|language|theme)\b/.test(form.getAttribute("action") ?? "");
    if (!someoneElse() || harmless || form.getAttribute("method")?.toLowerCase() !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show(form, null, make("p", {}, say("stranger")));
  }, true);
}
