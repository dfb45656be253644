// What a phone says without a line, by its list alone; the server judges anew when the scan arrives. The same reading as
// portal/rules/events/door.py.
const CODE = /^[2-9A-HJ-NP-Z]{8}$/;
const TICKET = /^VIP:([A-Z0-9-]{1,16}):([0-9A-F]{32})$/;

export function read(text) {
  const plain = text.trim().toUpperCase();
  const ticket = TICKET.exec(plain);
  if (ticket) return { number: ticket[1], secret: ticket[2] };
  const letters = plain.replace(/[^\p{L}\p{N}]/gu, "");
  return CODE.test(letters) ? { number: "", secret: letters } : null;
}

async function hashed(number, secret) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${number}:${secret}`));
  return [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("").slice(0, 20);
}

/** {result, heads, here, seats}; a party that comes in is counted in the list at hand. */
export async function judge(list, text, asked) {
  const found = read(text);
  if (!found) return { result: "unknown" };
  if (found.number && found.number !== list.number) return { result: "other" };
  const mark = await hashed(list.number, found.secret);
  const party = list.tickets.find(([token, code]) => token === mark || code === mark);
  if (!party) return { result: "unknown" };
  const [, , seats, here] = party;
  const left = seats - here;
  if (left <= 0) return { result: "again", seats, here };
  if (asked > left) return { result: "over", seats, here, left };
  const heads = asked || left;
  party[3] = here + heads;
  return { result: "in", heads, seats, here: party[3] };
}
