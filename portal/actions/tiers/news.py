"""What a judged month says to people: the client in friendly words, the manager in plain ones, the audit trail."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from portal.actions.shared.recording import audit
from portal.actions.shared.telling import put
from portal.ground import clock
from portal.models import Account, Client
from portal.reads.tiers.due import Judged
from portal.rules.tiers.judgement import Decision, Rules, last_day_to_keep, missing

TO_CLIENT = {"up": "tier.up", "down": "tier.down", "protected": "tier.protected"}
TO_MANAGER = {
    "up": "tier.client_up",
    "down": "tier.client_down",
    "protected": "tier.client_protected",
    "candidate": "tier.client_candidate",
}


def say(batch: list[tuple[Judged, Decision]], rules: Rules) -> None:
    """Audit entries of the moves, and notices of what concerns somebody (two statements for the logins)."""
    told = [(who, found) for who, found in batch if found.kind in TO_MANAGER]
    if not told:
        return
    clients = _logins(Account.client, [who.id for who, found in told if found.kind in TO_CLIENT])
    managers = _logins(Account.staff, [who.manager_id for who, _found in told if who.manager_id])
    rows: list[dict[str, Any]] = []
    for who, found in told:
        words = _words(who, found, rules)
        if found.kind in ("up", "down"):
            audit(
                None,
                f"tier.{found.kind}",
                Client(id=who.id, branch=who.branch_id),
                changes={"tier": [who.facts.tier, found.tier]},
                **words,
            )
        for account in clients.get(who.id, []) if found.kind in TO_CLIENT else []:
            rows.append({"account": account, "kind": TO_CLIENT[found.kind], "words": words, "path": "/me/tier"})
        if found.kind == "candidate" and who.list_status not in ("", "complete", "rejected"):
            continue  # told when he became one
        for account in managers.get(who.manager_id or 0, []):
            path = f"/clients/{who.number}/tier"
            rows.append({"account": account, "kind": TO_MANAGER[found.kind], "words": words, "path": path})
    moment = clock.now()
    put([row | {"at": moment} for row in rows])


def _words(who: Judged, found: Decision, rules: Rules) -> dict[str, Any]:
    words: dict[str, Any] = {
        "client": who.name,
        "tier": found.reached if found.kind == "candidate" else found.tier,
        "before": who.facts.tier,
    }
    if found.kind == "protected" and found.protected_until:
        words["until"] = last_day_to_keep(found.protected_until).isoformat()
        words["fen"] = str(missing(who.facts.average_fen, rules.thresholds.get(who.facts.tier, 0)))
    return words


def _logins(column: Any, ids: list[int]) -> dict[int, list[int]]:
    """Whose → the logins in use (one statement)."""
    found: dict[int, list[int]] = defaultdict(list)
    if ids:
        for owner, account in Account.select(column, Account.id).where(column.in_(ids), Account.active).tuples():
            found[owner].append(account)
    return found
