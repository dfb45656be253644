"""A row and the client whom it looks like, side by side."""

from __future__ import annotations

from typing import Any

from portal.ground import formats
from portal.importing.checking import naming
from portal.importing.showing import Masks, may_see_whole, plan_of
from portal.importing.writing.staging import opened
from portal.models import Client, ImportRow, ImportRun
from portal.reads.accounts.actors import Actor
from portal.reads.imports import reasons_of
from portal.rules.shared.masking import mask_phone
from portal.views.imports.words import column
from portal.words.imports import LIKENESS

BESIDE = ("name", "mobile", "birthday", "document", "employer", "post", "address")


def reason(code: str) -> str:
    """Why a row looks known, for people."""
    return str(LIKENESS.get(code, LIKENESS[""]))


def reasons(run: ImportRun) -> list[tuple[str, str, int]]:
    """(code, words, undecided rows) of each reason."""
    return [(code, reason(code), count) for code, count in reasons_of(run)]


def beside(run: ImportRun, place: int, row: ImportRow, actor: Actor) -> list[tuple[str, str, str, bool]]:
    """(label, in the file, in the portal, the same) of what tells people apart."""
    plan, client = plan_of(run, place), Client.get_or_none(Client.id == row.candidate)
    if plan is None or client is None:
        return []
    masks, cells = Masks(run, place, may_see_whole(actor, run)), opened(row.cells)
    places = {target: n for n, target in naming.meanings(plan, run.parts[place]["header"]).items()}
    found = []
    for name in BESIDE:
        theirs = masks.cell(places[name], cells[places[name]]) if places.get(name, len(cells)) < len(cells) else ""
        ours = _of(client, name)
        if theirs or ours:
            found.append((column(name), theirs or "–", ours or "–", theirs == ours))
    return found


def _of(client: Client, name: str) -> str:
    if name == "mobile":
        return mask_phone(client.mobile) if client.mobile else ""
    if name == "birthday":
        return formats.day(client.birthday) if client.birthday else ""
    value: Any = client.document_masked if name == "document" else getattr(client, name)
    return str(value or "")
