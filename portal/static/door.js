// The door of an event: loaded on its page alone. With a line the server judges each scan; without one the phone does, by
// its list, and sends later what happened. The page itself is kept by the service worker until the evening is over.
import { judge } from "./js/door/judge.js";
import { textOfFile, watchCamera } from "./js/door/reading.js";
import { fetchList, sendScan } from "./js/door/sending.js";
import { dropList, dropScan, keepList, keepScan, listOf, waiting } from "./js/door/store.js";

const said = document.querySelector("#door-words").dataset;
const form = document.querySelector("#door-form");
const shown = document.querySelector("#door-result");
const number = said.number;
const addresses = { list: `${location.pathname}/list`, scan: form.getAttribute("action") };
const LOOK = 45000;

let list = null;
let token = form.elements.csrf_token.value;
let ended = false;
let order = Date.now();

const words = (name, values = {}) => Object.entries(values).reduce(
  (text, [key, value]) => text.replaceAll(`{${key}}`, value), said[name] ?? "",
);
const spoken = (at, parts) => new Date(at).toLocaleString(document.documentElement.lang, {
  ...parts, timeZone: said.zone,
});
const TIME = { hour: "2-digit", minute: "2-digit" };
const DAY = { weekday: "short", month: "short", day: "numeric" };
/** The time of day, with the day where it is another one than now: a door is open past midnight. */
const clock = (at) => spoken(at, spoken(at, DAY) === spoken(Date.now(), DAY) ? TIME : { ...DAY, ...TIME });
const nonce = () => crypto.randomUUID?.() ?? [8, 4, 4, 4, 12].map((length) => Array.from(
  crypto.getRandomValues(new Uint8Array(length)), (one) => (one & 15).toString(16),
).join("")).join("-");

function device() {
  try {
    const kept = localStorage.getItem("door-device") ?? nonce();
    localStorage.setItem("door-device", kept);
    return kept;
  } catch {
    return "";
  }
}

// ---- what the page says

function tell(tone, text, ...more) {
  const card = Object.assign(document.createElement("div"), { className: `card scan scan-${tone}` });
  card.setAttribute("role", tone === "done" ? "status" : "alert");
  const body = Object.assign(document.createElement("div"), { className: "card-body" });
  const line = Object.assign(document.createElement("p"), { className: "scan-heads", textContent: text });
  body.append(line, ...more);
  card.append(body);
  shown.replaceChildren(card);
  return card;
}

async function showWaiting() {
  const place = document.querySelector("#door-waiting");
  const count = (await waiting()).length;
  const text = [ended ? said.sayEnded : navigator.onLine ? "" : said.sayLost, count ? words("sayWaiting", { count }) : ""].filter(Boolean).join(" ");
  place.replaceChildren(document.createTextNode(text));
  if (ended) {
    place.append(" ", Object.assign(document.createElement("a"), {
      href: `/login?next=${encodeURIComponent(location.pathname)}`, textContent: said.saySignIn,
    }));
  }
  place.hidden = !text;
}

function showCount(data) {
  document.querySelector("#door-here").textContent = data.here;
  document.querySelector("#door-seats").textContent = data.seats;
  const conflicts = document.querySelector("#door-conflicts");
  conflicts.hidden = !data.conflicts;
  conflicts.querySelector("b").textContent = data.conflicts;
}

// ---- the list of this phone

async function refresh() {
  const answer = await fetchList(addresses.list);
  if (answer?.ended) {
    ended = true;
    if (answer.status === 404 || answer.status === 403) await dropList(number);
  }
  if (!answer?.data?.tickets) return false;
  ended = false;
  ({ data: list } = answer);
  token = list.token;
  showCount(list);
  await keepList({ ...list, token: "" });
  return true;
}

async function readList() {
  list ??= await listOf(number) ?? null;
  if (list && list.until < Date.now()) {
    await dropList(number);
    list = null;
  }
  const place = document.querySelector("#door-kept");
  place.hidden = !list || !("serviceWorker" in navigator);
  if (list) place.textContent = words("sayKept", { time: clock(list.until), at: clock(list.at) });
}

// ---- scans

let sending = null;

/** What waits goes in its order; where no answer comes the rest waits on. One at a time. */
function sendWaiting() {
  sending ??= sendAll().finally(() => { sending = null; });
  return sending;
}

async function sendAll() {
  for (const scan of await waiting()) {
    if (scan.number !== number) continue;
    const answer = await sendScan(scan.address, token, scan, true);
    if (!answer || answer.ended) {
      ended = Boolean(answer?.ended);
      break;
    }
    if (answer.data.words) continue; // refused as it stands: it stays, and the others go on
    showCount(answer.data);
    await dropScan(scan.nonce);
  }
  await showWaiting();
}

async function withoutLine(scan) {
  await readList();
  if (!list || !crypto.subtle) {
    await keepScan({ ...scan, letIn: false });
    tell("wait", said.sayNoList, letIn(scan));
    return showWaiting();
  }
  const found = await judge(list, scan.code, scan.heads);
  await keepScan({ ...scan, letIn: found.result === "in" });
  await keepList({ ...list, token: "" });
  if (found.result === "in") tell("done", words("sayIn", found));
  else if (found.result === "unknown") tell("late", words("sayUnknown", { time: clock(list.at) }), letIn(scan));
  else tell(found.result === "other" ? "late" : "wait", words({ again: "sayAgain", over: "sayOver", other: "sayOther" }[found.result], found), letIn(scan));
  return showWaiting();
}

/** Who stands at the door may know better than the phone: noted as a conflict, and looked at later. */
function letIn(scan) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: said.sayLetIn });
  button.addEventListener("click", async () => {
    await keepScan({ ...scan, letIn: true });
    tell("wait", said.sayNoted);
  }, { once: true });
  return button;
}

async function take(code, scanned) {
  if (!code.trim()) {
    tell("late", said.sayCode);
    return;
  }
  order += 1;
  const scan = {
    nonce: nonce(), order, number, address: addresses.scan, code: code.trim(), scanned, saidAt: Date.now(), device: device(),
    heads: Number(form.elements.heads.value || 0), door: form.elements.door.value, remark: form.elements.remark.value,
  };
  const answer = navigator.onLine && !ended ? await sendScan(addresses.scan, token, scan, false) : null;
  if (answer?.data?.html) {
    shown.innerHTML = answer.data.html;
    showCount(answer.data);
  } else if (answer?.data?.words) {
    tell("late", answer.data.words);
    return;
  } else {
    ended = ended || Boolean(answer?.ended);
    await withoutLine(scan);
  }
  form.elements.code.value = "";
  form.elements.remark.value = "";
  form.elements.heads[0].checked = true;
  shown.scrollIntoView({ block: "nearest" });
  navigator.vibrate?.(60);
}

// ---- hands and eyes

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  try {
    await take(form.elements.code.value, false);
  } finally {
    button.disabled = false;
    form.elements.code.focus();
  }
});

let stop = null;
const start = document.querySelector("#door-start");
start.addEventListener("click", async () => {
  const place = document.querySelector("#door-camera");
  if (stop) {
    stop();
    stop = null;
  } else {
    place.hidden = false;
    stop = await watchCamera(document.querySelector("#door-video"), (text) => take(text, true)).catch(() => null);
    if (!stop) tell("wait", said.sayCamera);
  }
  place.hidden = !stop;
  start.lastChild.textContent = ` ${stop ? said.sayStop : said.sayStart}`;
});

document.querySelector("#door-picture").addEventListener("change", async ({ target }) => {
  const text = target.files[0] ? await textOfFile(target.files[0]) : "";
  target.value = "";
  if (text) await take(text, true);
  else tell("wait", said.sayNothing);
});

async function keepPage() {
  if (!("serviceWorker" in navigator) || !document.body.dataset.worker) return;
  await navigator.serviceWorker.register(document.body.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((one) => one.src || one.href);
  active.postMessage({ kind: "here", person: document.body.dataset.kept });
  active.postMessage({ kind: "keep", page: location.href, files });
}

async function look() {
  if (document.hidden) return;
  if (await refresh()) await sendWaiting();
  await readList();
  await showWaiting();
}

readList().then(look).then(keepPage).catch(() => {});
addEventListener("online", look);
document.addEventListener("visibilitychange", look);
setInterval(look, LOOK);
