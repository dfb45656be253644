// Scans on their way to the server. Each has a nonce: sent twice it counts once.
const PATIENCE = 6000;

/** {ok, data}, {ended: true} where the session is over, null where no answer came. */
async function asked(address, options = {}) {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const response = await fetch(address, {
      credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, signal: giveUp.signal, ...options,
    });
    const json = response.headers.get("Content-Type")?.startsWith("application/json");
    if (json) return { ok: response.ok, status: response.status, data: await response.json() };
    if (response.status >= 500 || response.status === 429) return null; // later
    return { ended: true, status: response.status };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

export const fetchList = (address) => asked(address);

export function sendScan(address, token, scan, offline) {
  const body = new URLSearchParams({
    submission: scan.nonce, code: scan.code, heads: scan.heads || "", door: scan.door, remark: scan.remark,
    device: scan.device, said_at: scan.saidAt, scanned: scan.scanned ? "1" : "", offline: offline ? "1" : "",
    let_in: scan.letIn ? "1" : "",
  });
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  return asked(address, { method: "POST", body, headers });
}
