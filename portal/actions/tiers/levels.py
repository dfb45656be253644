"""Head office's levels of VIP (R1): added, renamed, put into order, taken away again as long as they never held.

A level holds from the first rules that give it a threshold. What holds keeps its place, because clients stand in it and
months were judged by it; it is never taken away, its threshold is what moves.
"""

from __future__ import annotations

import re
from typing import Any

from portal.actions.shared.deciding import as_shown
from portal.actions.shared.recording import audit, once, save_version
from portal.database import lock, write
from portal.ground.errors import Invalid, OutOfScope, WrongState
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client, RequiredField, Tier, TierAmount, TierRules
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.shared import kept

LONGEST_CODE = 16
MOST = 12
NAMES = ("name_zh", "name_en", "words_zh", "words_en")


@once(Tier)
def add(actor: Actor, values: dict[str, Any], above: str, submission: str | None = None) -> Tier:
    """A new level above another, with that one's benefits. Raises Invalid (a name that stands, no such level, too
    many)."""
    with write():
        rows = _held()
        _sensible(rows, values)
        if above not in {row.code for row in rows}:
            raise Invalid(fields={"above": _l("Please choose one of the tiers.")})
        if len(rows) >= MOST:
            raise Invalid(_l("A bank has at most %(most)s levels.", most=MOST))
        made = Tier.create(code=_code(values["name_en"], rows), rank=len(rows) + 1000, submission=submission, **values)
        _order(rows, made, above)
        for given in TierAmount.select().where(TierAmount.tier == above):
            TierAmount.create(version=given.version_id, tier=made.code, amount=given.amount, guests=given.guests)
        audit(actor, "tier.level_added", level=_said(made))
    kept.forget()
    return made


def change(actor: Actor, code: str, values: dict[str, Any], above: str | None, version: int | None) -> Tier:
    """Other names at once; another place for a level that holds nowhere. Raises Invalid, OutOfScope, StaleVersion."""
    with write():
        rows = _held()
        row = _one(rows, code)
        _sensible([one for one in rows if one.code != code], values)
        changes = save_version(row, version, **values)
        if above is not None and above != _below(rows, code):
            if above not in {one.code for one in rows} - {code}:
                raise Invalid(fields={"above": _l("Please choose one of the tiers.")})
            if why := why_it_stays(code):
                raise Invalid(fields={"above": why})
            _order([one for one in rows if one.code != code], row, above)
            changes["above"] = [_below(rows, code), above]
        if changes:
            audit(actor, "tier.level_changed", changes=changes, level=_said(row))
    kept.forget()
    return row


def remove(actor: Actor, code: str) -> Tier:
    """Take a level away that never held. Raises OutOfScope, WrongState (it holds, or rules name it)."""
    with write():
        rows = _held()
        row = _one(rows, code)
        why = why_it_stays(code)
        as_shown("level", code, row.version, about=(), possible=not why)
        if why:
            raise WrongState(why)
        TierAmount.delete().where(TierAmount.tier == code).execute()
        RequiredField.delete().where(RequiredField.tier == code).execute()
        row.delete_instance()
        audit(actor, "tier.level_removed", level=_said(row))
    kept.forget()
    return row


def why_it_stays(code: str) -> Any:
    """Why a level cannot be moved or taken away, in words; None when it can."""
    named = [rules for rules in TierRules.select() if code in rules.thresholds and rules.withdrawn_at is None]
    if reference.ranks().get(code) == 0 or named:
        return _l("Rules give this level a threshold, or it is the lowest: it keeps its place and stays.")
    if Client.select(Client.id).where(Client.tier == code).limit(1).exists():
        return _l("Clients stand in this level: it keeps its place and stays.")
    return None


def _said(row: Tier) -> str:
    """Both names: the trail is read in two languages, also when the level is gone."""
    return f"{row.name_zh} ({row.name_en})"


def _held() -> list[Tier]:
    """All levels, lowest first, held: who changes one waits for the other."""
    lock(Tier.select().where(Tier.rank == 0))
    return list(Tier.select().order_by(Tier.rank))


def _one(rows: list[Tier], code: str) -> Tier:
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        raise OutOfScope()
    return found


def _below(rows: list[Tier], code: str) -> str:
    """The level under this one; the lowest has none."""
    codes = [row.code for row in rows]
    place = codes.index(code)
    return codes[place - 1] if place else ""


def _sensible(others: list[Tier], values: dict[str, Any]) -> None:
    taken = {
        name: _l("Another level has this name.")
        for name in ("name_zh", "name_en")
        if values[name].casefold() in {getattr(row, name).casefold() for row in others}
    }
    if taken:
        raise Invalid(fields=taken)


def _code(name: str, rows: list[Tier]) -> str:
    """A short code out of the English name; it stands in addresses."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[: LONGEST_CODE - 3] or "level"
    known = {row.code for row in rows} | {"vip"}
    return next(code for code in (plain, *(f"{plain}-{n}" for n in range(2, 99))) if code not in known)


def _order(others: list[Tier], row: Tier, above: str) -> None:
    """Ranks 0, 1, 2 … with `row` right above the level `above`; first out of each other's way."""
    codes = [one.code for one in others]
    codes.insert(codes.index(above) + 1, row.code)
    for step in (2000, 0):
        for place, code in enumerate(codes):
            Tier.update(rank=place + step).where(Tier.code == code).execute()
