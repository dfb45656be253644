"""Which format a set of files is, told by their columns (names of files and sheets decide between equals)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from portal.importing.arriving.files import Arrived
from portal.importing.arriving.reading import CsvSource
from portal.importing.checking.loading import Part, Plans
from portal.importing.mapping.headings import plain_name
from portal.importing.mapping.plans import FilePlan, Mapping
from portal.importing.mapping.words import every

REASONS = {"zh": "未导入原因（不读取）", "en": "Why it was rejected (not read)"}
"""The column with reasons in a workbook of rejected rows; it comes back and is passed over."""


README = {"zh": "填写说明", "en": "How to fill it in"}
CODES = {"zh": "代码表", "en": "Codes"}
EXPLAINING = frozenset({*README.values(), *CODES.values(), "说明 Read me", "代码 Codes"})
"""The sheets of our own workbook that explain it, also as they were called before: nothing in them is to be read."""


def recognise(files: list[Arrived]) -> tuple[Mapping, list[Arrived]] | None:
    """The format that reads the most of the files, with the files it cannot read; None when no format reads any."""
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
    return (best[1], best[2]) if best else None


def plans_of(mapping: Mapping, files: list[Arrived]) -> Plans:
    """The parts in the order in which the format reads them."""
    assigned: dict[str, list[tuple[int, Arrived]]] = defaultdict(list)
    for place, file in enumerate(files):
        if found := _assigned(mapping, file):
            assigned[found].append((place, file))
    return [
        Part(plan, _source(file, mapping), file.name, file.source.dialect.encoding, place, file.source.days)
        for plan in mapping.files
        for place, file in assigned.get(plan.file, ())
    ]


def _source(file: Arrived, mapping: Mapping) -> CsvSource:
    """A blank cell that is not even there says nothing where blank cells say nothing."""
    return file.source if mapping.keeps_blanks else replace(file.source, pads=False)


def _assigned(mapping: Mapping, file: Arrived) -> str | None:
    """The name of the format's file that this one is: the one that somebody named, else that of which all columns are
    there, and the most of the others."""
    if file.plan:
        return file.plan if any(plan.file == file.plan for plan in mapping.files) else None
    groups: dict[str, list[FilePlan]] = defaultdict(list)
    for plan in mapping.files:
        groups[plan.file].append(plan)
    fitting = [name for name, plans in groups.items() if all(_fits(plan, file.header) for plan in plans)]
    return max(fitting, key=lambda name: (_named(groups[name], file), _known(groups[name], file.header)), default=None)


def _fits(plan: FilePlan, header: Iterable[str]) -> bool:
    names = set(plan.names_of(header))
    return names.issuperset(plan.needed) and (not plan.naming or bool(plan.naming & names))


def _known(plans: list[FilePlan], header: Iterable[str]) -> int:
    known = {name for plan in plans for name in plan.known}
    return len(set(plans[0].names_of(header)) & known)


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
    header, known = [*header], set(plan.known)
    names = zip(header, plan.names_of(header), strict=True)
    return [name for name, own in names if name and name not in REASONS.values() and own not in known]


def headings_of(header: Iterable[str]) -> list[str]:
    """The names of a file's columns as they are compared, each once, without the reasons of rejected rows."""
    return sorted({plain_name(name) for name in header if name and name not in REASONS.values()})


def signature_before(header: Iterable[str]) -> str:
    """What columns were remembered by before the order of their names did not count any more."""
    names = ["".join(unicodedata.normalize("NFKC", name).split()).strip("*").casefold() for name in header]
    return sha256("\x1f".join(names).encode()).hexdigest()


def signature(header: Iterable[str]) -> str:
    """What a file's columns are remembered by: their names, in whatever order, without the reasons of rejected rows."""
    names = headings_of(header)
    return sha256("\x1f".join(names).encode()).hexdigest()
