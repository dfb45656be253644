// The service worker: it keeps what the server marks, and only until the end that the server says.
//
// Two kinds of stores. "shell-…": files of the look and the page for "no line", the same for everybody. "kept-<person>":
// pages of one person that the server marked with Portal-Keep-Until; never fragments, never answers to POST. Whoever
// signs in next sees nothing of it: the store of another person goes as soon as a page says whose it is.
const asked = new URL(self.location.href);
const OFFLINE = "/offline";
const SHELL = `shell-${asked.searchParams.get("v") ?? ""}`;
const KEPT = "kept-";
const WEEK = 7 * 24 * 3600 * 1000;

const untilOf = (response) => Number(response?.headers.get("Portal-Keep-Until") ?? 0) * 1000;
const forgetOf = (response) => response?.headers.get("Portal-Forget") ?? "";
const personOf = (response) => response?.headers.get("Portal-Person") ?? "";

async function fillShell() {
  const list = await (await fetch("/sw.json", { credentials: "same-origin" })).json();
  const shell = await caches.open(SHELL);
  await shell.addAll(list.files);
}

async function forget(keep = "") {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(KEPT) && name !== keep).map((name) => caches.delete(name)));
}

/** What is over goes, whoever asks. */
async function sweep() {
  for (const name of (await caches.keys()).filter((one) => one.startsWith(KEPT))) {
    const kept = await caches.open(name);
    for (const request of await kept.keys()) {
      if (untilOf(await kept.match(request, { ignoreVary: true })) <= Date.now()) await kept.delete(request);
    }
  }
}

async function remember(request, response) {
  const person = personOf(response);
  if (!person) return;
  await forget(KEPT + person);
  const until = untilOf(response);
  const keeps = !response.redirected && response.status === 200 && until > Date.now() && until <= Date.now() + WEEK + 60000;
  if (!keeps && !await caches.has(KEPT + person)) return;
  const kept = await caches.open(KEPT + person);
  if (forgetOf(response)) await kept.delete(new URL(forgetOf(response), request.url).href);
  if (keeps) await kept.put(request.url, response);
  else if (!response.redirected) await kept.delete(request.url); // what was kept once holds no longer
}

async function keptPage(request) {
  for (const name of (await caches.keys()).filter((one) => one.startsWith(KEPT))) {
    const found = await (await caches.open(name)).match(request.url, { ignoreVary: true });
    if (found && untilOf(found) > Date.now()) return found;
  }
  return null;
}

async function page(event) {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (response.type === "basic") event.waitUntil(remember(request, response.clone()));
    return response;
  } catch (fault) {
    await sweep();
    const found = await keptPage(request) ?? await caches.match(OFFLINE, { ignoreVary: true });
    if (found) return found;
    throw fault;
  }
}

async function file(request) {
  return await caches.match(request, { ignoreVary: true }) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fillShell().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name)));
  await sweep();
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("/static/vendor/")) event.respondWith(file(request));
});

/** A page that was opened before this worker was at work is kept all the same, with the files that it needs. */
async function keepNow({ page: address, files }) {
  const shell = await caches.open(SHELL);
  await Promise.all(files.map(async (one) => await shell.match(one, { ignoreVary: true }) ?? shell.add(one)));
  const response = await fetch(address, { credentials: "same-origin" });
  await remember(new Request(address), response);
}

// A page says who is signed in now: what is another person's goes.
self.addEventListener("message", (event) => {
  const { kind, person } = event.data ?? {};
  if (kind === "here" && person) event.waitUntil(forget(KEPT + person));
  if (kind === "keep") event.waitUntil(keepNow(event.data).catch(() => {}));
});
