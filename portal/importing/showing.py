"""How much of a file's cells somebody may see: whole numbers only who may reveal them over the import's branch."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from portal.importing.arriving.faults import CannotImport, said
from portal.importing.arriving.files import arrived
from portal.importing.checking.parts import mapping_of
from portal.importing.checking.recognising import plans_of
from portal.importing.mapping.plans import FilePlan
from portal.models import ImportRun
from portal.reads.accounts.actors import Actor
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import FULL_IN_BRANCH, Permission
from portal.rules.clients.spotting import holds_document, names_by_document, scrubbed
from portal.rules.shared.masking import mask_account, mask_id, mask_phone

MASKS: dict[str, Callable[[str], str]] = {
    "document": mask_id,
    "mobile": mask_phone,
    "phone": mask_phone,
    "account_to": mask_account,
}
_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}[Xx]?")


def may_see_whole(actor: Actor, run: ImportRun) -> bool:
    """May he reveal numbers of every client of the import's branch? (Who reveals by his seats alone may not.)"""
    place = tree.path_of(run.branch_id)
    return any(place.startswith(path) for path in actor.under(Permission.REVEAL).paths(*FULL_IN_BRANCH))


def plan_of(run: ImportRun, place: int) -> FilePlan | None:
    """The plan that writes a part (of several the first)."""
    try:
        parts = plans_of(mapping_of(run), [arrived(part) for part in run.parts])
    except CannotImport:
        return None
    mine = [part.plan for part in parts if part.place == place]
    return next((plan for plan in mine if plan.table), mine[0] if mine else None)


class Masks:
    """The masks of a part's columns; `whole`: the reader may see numbers, so cells at fault stand as they are."""

    def __init__(self, run: ImportRun, place: int, whole: bool) -> None:
        self.whole = whole
        self.header: list[str] = run.parts[place]["header"] if run.parts else []
        self.plan = plan_of(run, place)
        self.names = self.plan.names_of(self.header) if self.plan else self.header
        targets = {c.origin: c.target for c in self.plan.columns if c.origin} if self.plan else {}
        of_clients = bool(self.plan and self.plan.table and self.plan.table.name == "clients")
        self.naming = (
            {c.origin for c in self.plan.columns if c.refers and c.refers.name == "clients"} if self.plan else set()
        )
        self.masks = {name: self._mask(target, of_clients) for name, target in targets.items()}

    @staticmethod
    def _mask(target: str, of_clients: bool) -> Callable[[str], str] | None:
        if target.startswith("phones"):
            return mask_phone
        return mask_account if target == "number" and not of_clients else MASKS.get(target)

    def cell(self, place: int, text: str, wrong: bool = False) -> str:
        """A cell as the reader may see it; without a plan nobody knows what a column is, so every number is masked. The
        number of a document is masked for everybody, wherever it stands."""
        name = self.names[place] if place < len(self.names) else ""
        mask = self.masks.get(name)
        if mask is mask_id or (name in self.naming and names_by_document(text)):
            return mask_id(text)
        if holds_document(text):
            return scrubbed(text)
        if not text or (wrong and self.whole):
            return text
        if mask:
            return mask(text)
        return text if self.whole or self.plan else _masked(text)

    def reason(self, stored: Any) -> str:
        """Why a row is refused: the words may repeat what stands in its cells."""
        return said(stored) if self.whole else _masked(said(stored))


def _masked(text: str) -> str:
    return _NUMBER.sub(lambda found: mask_account(found[0]), text)
