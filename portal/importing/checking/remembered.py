"""How somebody said that the columns of a file are to be read: the same words as a mapping file, kept for the
branch."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.arriving.faults import CannotImport
from portal.importing.arriving.files import Arrived
from portal.importing.checking.recognising import signature
from portal.importing.mapping import words as mapping
from portal.importing.mapping.plans import Mapping, plain_name
from portal.models import ImportMapping
from portal.reads.accounts.actors import Actor

OWN = "own-"
KEY = "key"


@lru_cache(maxsize=4)
def _words(path: str, changed: float) -> dict[str, Any]:
    with open(path, "rb") as file:
        return tomllib.load(file)


def _portal() -> dict[str, Any]:
    """The words of our own format: what our columns can be filled from, and by which codes."""
    path = mapping.FOLDER / "portal.toml"
    return _words(str(path), path.stat().st_mtime)


def tables() -> dict[str, dict[str, Any]]:
    """Table → its file's words in our own format: what a file may be said to hold."""
    return {words["table"]: words for words in _portal()["files"]}


def codes() -> dict[str, dict[str, str]]:
    """Lists of codes of our own format: their word → our word."""
    found: dict[str, dict[str, str]] = _portal()["codes"]
    return found


def targets(table: str) -> dict[str, list[str]]:
    """Our column → the names under which our own format knows it, beginning with the English one."""
    words = tables()[table]
    found = {name: [column["from"], *column.get("also", ())] for name, column in words["columns"].items()}
    by = {KEY: [words["key"], *words.get("key_also", ())]}
    if "by_number" in words:
        by["number"] = [words["by_number"], "客户编号", "客户号"]
    return {**by, **found} if not (set(by[KEY]) & set(found.get("number", ()))) else found


def guess(table: str, header: list[str]) -> dict[int, str]:
    """Place of a column → our column that it is likely to be."""
    known = {plain_name(name): target for target, names in targets(table).items() for name in [target, *names]}
    found: dict[int, str] = {}
    for place, name in enumerate(header):
        target = known.get(plain_name(name))
        if target and target not in found.values():
            found[place] = target
    return found


def needed(table: str) -> list[str]:
    """Our columns of a table that some column of the file must fill."""
    model_table = mapping.TABLES[table]
    wanted = [name for name in targets(table) if name not in (KEY, "document") and model_table.column(name) is not None]
    return [name for name in wanted if model_table.required(name) and name not in model_table.fixed]


def words_for(table: str, header: list[str], chosen: dict[int, str]) -> dict[str, Any]:
    """A mapping for one file in the words of a mapping file. Raises Invalid (field `columns`)."""
    _proved(table, header, chosen)
    portal, file = _portal(), dict(tables()[table])
    origin = {target: header[place] for place, target in chosen.items()}
    columns: dict[str, Any] = {}
    for target, column in file["columns"].items():
        if target in origin:
            columns[target] = {
                **{word: value for word, value in column.items() if word != "also"},
                "from": origin[target],
            }
    kept = {word: value for word, value in file.items() if word in ("table", "owner", "key_made")}
    key = origin.get(KEY) or origin.get("number") or origin.get("document") or file["key"]
    by: dict[str, Any] = {}
    if table == "clients":
        key = origin.get(KEY, KEY)
        by = {"by_number": origin.get("number", "number"), "by_document": origin.get("document", "document")}
    file_words = {"file": "file.csv", "key": key, "columns": columns, **kept, **by}
    reading = {**portal["reading"], "files": ""}
    return {"title": "", "reading": reading, "codes": portal["codes"], "files": [file_words]}


def _proved(table: str, header: list[str], chosen: dict[int, str]) -> None:
    taken = [*chosen.values()]
    if len(set(taken)) < len(taken):
        raise Invalid(_l("Two columns cannot fill the same place."), field="columns")
    if len({header[place] for place in chosen}) < len(chosen) or not all(header[place] for place in chosen):
        raise Invalid(_l("Each column that is read needs a name of its own in the file."), field="columns")
    missing = [name for name in needed(table) if name not in taken]
    if missing:
        raise Invalid(_l("Still missing: %(names)s", names=", ".join(missing)), field="columns", missing=missing)
    file = tables()[table]
    identified = {KEY, "number", "document"} & set(taken) or file.get("key_made")
    if not identified:
        raise Invalid(_l("One column must name each row for ever: a key, a number or a document."), field="columns")


def remember(actor: Actor, branch: int, header: list[str], table: str, words: dict[str, Any]) -> ImportMapping:
    """Keep the words for the branch and these columns; an earlier saying is replaced, its source stays."""
    with write():
        values = {"table": table, "words": words, "author": actor.account_id, "created_at": clock.now()}
        mine = (ImportMapping.branch == branch) & (ImportMapping.signature == signature(header))
        if not ImportMapping.update(**values).where(mine).execute():
            ImportMapping.create(branch=branch, signature=signature(header), **values)
        return ImportMapping.get(mine)


def by_format(form: str) -> Mapping:
    """The mapping that a run names: a format, or what somebody said. Raises CannotImport."""
    if not form.startswith(OWN):
        return mapping.load(form)
    kept = ImportMapping.get_or_none(ImportMapping.id == int(form[len(OWN) :]))
    if kept is None:
        raise CannotImport(_l("nobody remembers what the columns of this file mean"))
    return _mapping(kept)


def mapping_for(branch: int, files: list[Arrived]) -> Mapping | None:
    """What was said before at this branch for a file with these columns; only for a file that comes alone."""
    if len(files) != 1:
        return None
    kept = ImportMapping.get_or_none(
        ImportMapping.branch == branch, ImportMapping.signature == signature(files[0].header)
    )
    return _mapping(kept) if kept else None


def _mapping(kept: ImportMapping) -> Mapping:
    """The source is the saying's own, so that the keys of two systems are never mixed."""
    form = f"{OWN}{kept.id}"
    return mapping.understand(form, {**kept.words, "title": "", "source": form})
