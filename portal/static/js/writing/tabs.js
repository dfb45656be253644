// Tabs of one browser: who signs out ends his drafts in all of them; who signs in again lets the others go on writing.
const COOKIE = "left";
const DAY = 24 * 3600;
const heard = [];

function channel() {
  try {
    return new BroadcastChannel("portal");
  } catch {
    return null;
  }
}
const tabs = channel();
if (tabs) tabs.onmessage = ({ data }) => heard.forEach((listener) => listener(data));

export const tell = (word) => tabs?.postMessage(word);
export const hear = (listener) => heard.push(listener);

/** person → when he last signed out himself in this browser. A cookie: the sign-out wipes the other storages. */
function marks() {
  try {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`));
    return new Map((found ?? "").slice(COOKIE.length + 1).split("~").filter(Boolean).map((one) => one.split(".")));
  } catch {
    return new Map();
  }
}

export const leftAt = (person) => Number(marks().get(person) ?? 0);

export function leave(person) {
  const kept = marks();
  kept.delete(person);
  kept.set(person, Date.now());
  const text = [...kept].slice(-4).map((one) => one.join(".")).join("~");
  try {
    document.cookie = `${COOKIE}=${text}; path=/; max-age=${DAY}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  } catch { /* no cookies: then the other tabs hear of it only if they are open */ }
  tell({ kind: "left", person });
}

const tokens = (part) => [...part.querySelectorAll("input[name=csrf_token]")];

/** After a new sign-in the forms of this page go under its token. */
export const renew = (token) => token && tokens(document).forEach((field) => { field.value = token; });

export const tokenOf = (part) => tokens(part)[0]?.value;
