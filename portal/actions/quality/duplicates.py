"""Looking for records that are one and the same: for what is being typed, for a file that comes in, every night; and
what people decide about a pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from portal.actions.finding.looking_up import told_of_others
from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit
from portal.database import among, lock, write
from portal.derived import completeness
from portal.ground import clock, security, settings, steps
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, DuplicatePair
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.quality.duplicates import Candidate, Seen, candidates, decided, known, seen_by
from portal.rules.clients.documents import read_document
from portal.rules.clients.identity import phone
from portal.rules.quality.duplicates import Facts, Match

AT_ONCE = 200


def facts_of(values: dict[str, Any]) -> Facts:
    """What was typed or read from a file, as the comparison needs it. `document` may be a number as people write it
    (with `document_kind`) or come as `document_hmac`; what cannot be read counts as not there.
    """
    hmac = values.get("document_hmac")
    kind, typed = values.get("document_kind") or "", values.get("document") or ""
    birthday = values.get("birthday")
    if typed and not hmac:
        try:
            document = read_document(kind, typed, clock.today())
            hmac = security.equality(document.number, settings.keys())
            birthday = birthday or document.birthday
        except ValueError:
            hmac = None
    return Facts(
        kind=values.get("kind") or "individual",
        name=values.get("name") or "",
        latin=values.get("name_latin") or "",
        birthday=birthday or None,
        mobile=_number(values.get("mobile") or ""),
        document_kind=kind,
        document_hmac=hmac or None,
        employer=values.get("employer") or "",
    )


def _number(typed: str) -> str:
    try:
        return phone(typed) if typed else ""
    except ValueError:
        return ""


def candidates_for(values: dict[str, Any]) -> list[str]:
    """Numbers of the clients that a row of a file may be the same as, the likeliest first; [] for none. Of the whole
    bank: what an importer may see of them `seen_by` says.
    """
    return [one.known.number for one in candidates_for_all([values])[0]]


def candidates_for_all(rows: Sequence[dict[str, Any]]) -> list[list[Candidate]]:
    """The same for many rows of a file at once, with score and reasons: at most twelve statements for each 200 rows."""
    found: list[list[Candidate]] = []
    for start in range(0, len(rows), AT_ONCE):
        found += candidates([(facts_of(values), None) for values in rows[start : start + AT_ONCE]])
    return found


def looking_like(actor: Actor, values: dict[str, Any]) -> list[Seen]:
    """Who may be the person that is being typed, as this actor may see them."""
    facts = facts_of(values)
    if not (facts.name or facts.mobile or facts.document_hmac):
        return []
    return _counted(actor, facts.mobile, values.get("document"), seen_by(actor, candidates([(facts, None)])[0][:SHOWN]))


def _counted(actor: Actor, phone: str, document: str | None, found: list[Seen]) -> list[Seen]:
    """What tells of another branch's client by a number that was typed is counted and on record."""
    if any(not one.open for one in found):
        for what, number in (("phone", phone), ("document", document)):
            if number:
                told_of_others(actor, what, number)
    return found


SHOWN = 5


def day_of(text: str) -> date | None:
    """A birthday as it is being typed; None for what is no date yet."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def beside(actor: Actor, client: Client) -> list[Seen]:
    """Who may be the same as a client that stands, without those about whom that was denied."""
    me = known([client.id])[0]
    found = candidates([(me.facts, client.id)])[0]
    denied = decided([one.known.id for one in found], client.id)
    return seen_by(actor, [one for one in found if one.known.id not in denied][:SHOWN])


def with_number(actor: Actor, client: Client, number: str) -> list[Seen]:
    """Who else has this phone, main or further, and may be the same as this client; without those about whom that was
    denied.
    """
    found = [one for one in beside(actor, client) if number in one.candidate.known.facts.phones]
    return _counted(actor, number, None, found)


class LooksLike(Invalid):
    """Somebody who may be the same is known already; who enters the client says first that this is somebody else."""

    words = _l("Please look at the list, then say whether this is somebody else.")

    def __init__(self, found: list[Seen]) -> None:
        super().__init__()
        self.found = found


def ask_first(actor: Actor, values: dict[str, Any], denied: str) -> list[Seen]:
    """Who may be the same as a client that is being entered, when that was denied for just these (`fingerprint`).
    Raises LooksLike.
    """
    found = looking_like(actor, values)
    if found and denied != fingerprint(found):
        raise LooksLike(found)
    return found


def entered(actor: Actor, client: Client, denied: list[Seen]) -> None:
    """A client was entered as somebody else than these: remembered for each pair. Call inside `write()`."""
    somebody_else(actor, client, [one.candidate.known.id for one in denied], str(_l("entered as somebody else")))
    completeness.refresh([client.id])


def fingerprint(found: Iterable[Seen]) -> str:
    """Names a set of candidates: a "this is somebody else" holds for those that were shown, not for others."""
    return security.digest("-".join(str(one.candidate.known.id) for one in sorted(found, key=_id)))[:16]


def _id(one: Seen) -> int:
    return one.candidate.known.id


def somebody_else(actor: Actor, client: Client, others: Iterable[int], reason: str) -> None:
    """Remember that a client is none of these. Call inside `write()`."""
    for other in others:
        _decide(actor, min(client.id, other), max(client.id, other), reason)


def _decide(actor: Actor, first: int, second: int, reason: str) -> None:
    pair, values = (
        DuplicatePair,
        {"state": "not_same", "decided_by": actor.account_id, "decided_at": clock.now(), "reason": reason},
    )
    if not pair.update(**values).where(pair.first == first, pair.second == second).execute():
        pair.create(first=first, second=second, score=0, reasons=[], found_at=clock.now(), **values)


def not_the_same(actor: Actor, pair_id: int, reason: str) -> DuplicatePair:
    """Somebody looked: two people. Kept for the pair with reason and author, and not asked again. Raises OutOfScope,
    WrongState.
    """
    with write():
        pair = pair_in_scope(actor, pair_id)
        as_shown("pair", pair.id, pair.state, about=(pair.first, pair.second), possible=pair.state == "open")
        if pair.state != "open":
            raise WrongState(_l("This pair has been decided in the meantime."))
        _decide(actor, pair.first_id, pair.second_id, reason)
        first, second = pair.first, pair.second
        audit(actor, "duplicate.denied", first, **first.said, other=second.number, reason=reason)
        completeness.refresh([first.id, second.id])
        return pair


def ask_again(actor: Actor, pair_id: int) -> None:
    """Take back a "not the same": the pair stands on the list again. Raises OutOfScope, WrongState."""
    with write():
        pair = pair_in_scope(actor, pair_id)
        as_shown("pair", pair.id, pair.state, about=(pair.first, pair.second), possible=pair.state == "not_same")
        if pair.state != "not_same" or not pair.reasons:
            raise WrongState(_l("This pair has been decided in the meantime."))
        DuplicatePair.update(state="open", decided_by=None, decided_at=None, reason="").where(
            DuplicatePair.id == pair.id
        ).execute()
        audit(actor, "duplicate.reopened", pair.first, **pair.first.said, other=pair.second.number)
        completeness.refresh([pair.first_id, pair.second_id])


def pair_in_scope(actor: Actor, pair_id: int) -> DuplicatePair:
    """A pair of which both records are this actor's. Raises OutOfScope."""
    pair = DuplicatePair.get_or_none(DuplicatePair.id == pair_id)
    scope = ClientScope(actor)
    if pair is None or not (scope.holds(pair.first) and scope.holds(pair.second)):
        raise OutOfScope()
    lock(Client.select().where(Client.id == pair.first_id))
    return pair


def look_again(ids: list[int]) -> int:
    """Bring the open pairs of some clients to what the rule says now; what was decided stays. Answers how many
    changed."""
    probes = [(one.facts, one.id) for one in known(ids)]
    found = {
        tuple(sorted((own, one.known.id))): one.match
        for (_, own), near in zip(probes, candidates(probes), strict=True)
        for one in near
        if own
    }
    pair, mine = DuplicatePair, {ident for _, ident in probes}
    standing = {
        (row.first_id, row.second_id): row
        for row in pair.select().where(among(pair.first, ids) | among(pair.second, ids))
    }
    new = [
        {"first": key[0], "second": key[1], "found_at": clock.now(), **_said(match)}
        for key, match in found.items()
        if key not in standing
    ]
    changed = len(new)
    with write():
        for start in range(0, len(new), AT_ONCE):
            pair.insert_many(new[start : start + AT_ONCE]).execute()
        for key, match in found.items():
            changed += _bring(standing[key], match) if key in standing else 0  # type: ignore[index]
        stale = [
            row.id for key, row in standing.items() if row.state == "open" and key not in found and set(key) & mine
        ]
        if stale:
            changed += pair.update(state="gone").where(pair.id.in_(stale)).execute()
    return changed


def follow(ids: list[int]) -> None:
    """The findings of some clients and of all who stand, or stood, in a pair with one of them: whom each of them looks
    like has changed. Call inside `write()`."""
    pair = DuplicatePair
    pairs = pair.select(pair.first, pair.second).where(among(pair.first, ids) | among(pair.second, ids))
    completeness.refresh({*ids, *(ident for both in pairs.tuples() for ident in both)})


def _said(match: Match) -> dict[str, Any]:
    return {"score": match.score, "reasons": list(match.reasons)}


def _bring(row: DuplicatePair, match: Match) -> int:
    values = _said(match)
    if row.state == "gone":
        values |= {"state": "open", "found_at": clock.now()}
    elif (row.score, row.reasons) == (match.score, list(match.reasons)):
        return 0
    DuplicatePair.update(**values).where(DuplicatePair.id == row.id).execute()
    return 1


@steps.every_night
def nightly() -> int:
    """Look for pairs among all clients, in batches: some twenty statements for each 200. Answers how many
    pairs changed.
    """
    return sum(look_again(ids) for ids in completeness.batches("duplicates", AT_ONCE))
