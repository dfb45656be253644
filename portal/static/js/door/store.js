// What a phone keeps for the door: the list of an event (hashes, seats, heads; no person) and scans that wait to be
// sent. Scans outlive a session and the page: they go only when the server has answered each.
const NAME = "door";
export const COUNT = "door-scans"; // how many wait, where a sign-out can ask at once

const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function table(name, mode, deed) {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("lists", { keyPath: "number" });
    opening.result.createObjectStore("scans", { keyPath: "nonce" });
  };
  const kept = await answered(opening);
  try {
    return await answered(deed(kept.transaction(name, mode).objectStore(name)));
  } finally {
    kept.close();
  }
}

export const keepList = (list) => table("lists", "readwrite", (store) => store.put(list));
export const dropList = (number) => table("lists", "readwrite", (store) => store.delete(number));
export const listOf = (number) => table("lists", "readonly", (store) => store.get(number));

export async function waiting() {
  const scans = await table("scans", "readonly", (store) => store.getAll());
  return scans.sort((a, b) => a.order - b.order);
}

async function count() {
  const scans = await waiting();
  try {
    if (scans.length) localStorage.setItem(COUNT, String(scans.length));
    else localStorage.removeItem(COUNT);
  } catch { /* storage is switched off: then nobody is asked */ }
  return scans.length;
}

export async function keepScan(scan) {
  await table("scans", "readwrite", (store) => store.put(scan));
  return count();
}

export async function dropScan(nonce) {
  await table("scans", "readwrite", (store) => store.delete(nonce));
  return count();
}
