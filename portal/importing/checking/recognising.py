"""Which format a set of files is, told by their columns (names of files and sheets decide between equals)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

from portal.importing.arriving.files import Arrived
from portal.importing.checking.loading import Part, Plans
from portal.importing.mapping.plans import FilePlan, Mapping, plain_name
from portal.importing.mapping.words import every

REASONS = {"zh": "未导入原因（不读取）", "en": "Why it was rejected (not read)"}
"""The column with reasons in a workbook of rejected rows; it comes back and is passed over."""


README = {"zh": "填写说明", "en": "How to fill it in"}
CODES = {"zh": "代码表", "en": "Codes"}
EXPLAINING = frozenset({*README.values(), *CODES.values(), "说明 Read me", "代码 Codes"})
"""The sheets of our own workbook that explain it, also as they were called before: nothing in them is to be read."""


def recognise(files: list[Arrived]) -> tuple[Mapping, list[Arrived]] | None:
    """The format that reads the most of the files, with the files it cannot read; None when no format reads any, or
    when some file that is no sheet beside others would be left unread.
    """
    best: tuple[tuple[int, int, int], Mapping, list[Arrived]] | None = None
    for mapping in every():
        unread = []
        score = [0, 0, 0]
        for file in files:
            found = _assigned(mapping, file)
            if found is None:
                unread.append(file)
                continue
            score = [one + more for one, more in zip(score, (1, *_nearness(found, file)), strict=True)]
        rank = (score[0], score[1], score[2])
        if score[0] and (best is None or rank > best[0]):
            best = (rank, mapping, unread)
    if best is None or any(" / " not in file.name for file in best[2]):
        return None
    return best[1], best[2]


def plans_of(mapping: Mapping, files: list[Arrived]) -> Plans:
    """The parts in the order in which the format reads them."""
    assigned: dict[str, list[tuple[int, Arrived]]] = defaultdict(list)
    for place, file in enumerate(files):
        if found := _assigned(mapping, file):
            assigned[found].append((place, file))
    return [
        Part(plan, file.source, file.name, file.source.dialect.encoding, place)
        for plan in mapping.files
        for place, file in assigned.get(plan.file, ())
    ]


def _assigned(mapping: Mapping, file: Arrived) -> str | None:
    """The name of the format's file that this one is: all its columns are there, and the most of the others."""
    groups: dict[str, list[FilePlan]] = defaultdict(list)
    for plan in mapping.files:
        groups[plan.file].append(plan)
    fitting = [name for name, plans in groups.items() if all(_fits(plan, file.header) for plan in plans)]
    return max(fitting, key=lambda name: (_named(groups[name], file), _known(groups[name], file.header)), default=None)


def _fits(plan: FilePlan, header: Iterable[str]) -> bool:
    names = {plan.canonical(name) for name in header}
    keys = {plan.key, plan.by_number, plan.by_document} if plan.by_number or plan.by_document else set()
    return names.issuperset(plan.needed) and (not keys or bool(keys & names))


def _known(plans: list[FilePlan], header: Iterable[str]) -> int:
    known = {name for plan in plans for name in plan.known}
    return len({plans[0].canonical(name) for name in header} & known)


def _named(plans: list[FilePlan], file: Arrived) -> bool:
    names = {
        plain_name(plans[0].file.rpartition(".")[0]),
        *(plain_name(name) for plan in plans for name in plan.sheets),
    }
    return plain_name(file.label) in names


def _nearness(name: str, file: Arrived) -> tuple[int, int]:
    return int(name == file.name), int(plain_name(name.rpartition(".")[0]) == plain_name(file.label))


def unknown_columns(plan: FilePlan, header: Iterable[str]) -> list[str]:
    """Columns of a file that its plan does not read."""
    known = set(plan.known)
    return [name for name in header if name and name not in REASONS.values() and plan.canonical(name) not in known]


def signature(header: Iterable[str]) -> str:
    """What a file's columns are remembered by: their names, in their order, without the reasons of rejected rows."""
    names = [plain_name(name) for name in header if name not in REASONS.values()]
    return sha256("\x1f".join(names).encode()).hexdigest()
