// A draw computed anew in the browser: the same ten lines as in docs/lucky-draw.md. And the projector's page, which looks
// again by itself.
const sha = async (text) => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
};

async function fits({ list, hash, secret, commitment, digits, order }) {
  const listHash = await sha(list);
  const seed = await sha(`${secret}:${digits}:${listHash}`);
  const numbers = list.trimEnd().split("\n").map((line) => line.split(" ")[0]);
  const keyed = await Promise.all(numbers.map(async (number) => [await sha(`${seed}:${number}`), number]));
  const found = keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, number]) => number);
  return listHash === hash && await sha(secret) === commitment && found.join() === order.join();
}

document.querySelectorAll("[data-draw]").forEach(async (place) => {
  const line = place.querySelector("[role=status]");
  if (!crypto.subtle) {
    line.textContent = place.dataset.sayCannot;
    return;
  }
  const good = await fits(JSON.parse(place.dataset.draw));
  line.className = `message message-${good ? "done" : "refused"}`;
  line.textContent = good ? place.dataset.sayFits : place.dataset.sayNot;
});

async function lookAgain() {
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const [now, next] = [document, page].map((one) => one.querySelector("#main"));
  if (next && now.innerHTML !== next.innerHTML) now.innerHTML = next.innerHTML;
}

const { again } = document.body.dataset;
if (again) setInterval(lookAgain, again * 1000);
