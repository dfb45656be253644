"""What the columns of a file may be said to mean, what they likely mean, and what somebody said in the words of a
mapping file.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from portal.ground import i18n
from portal.ground.errors import Invalid
from portal.ground.i18n import lazy_gettext as _l
from portal.importing.mapping import words as mapping
from portal.importing.mapping.headings import kind_told, plain_name
from portal.importing.mapping.plans import KNOWN_BY, NUMBER_ALSO, FilePlan
from portal.importing.mapping.words import load

KEY = "key"
PHONES = "phones"
"""A further phone: several columns may be one."""
NOBODY = "(key)"
"""Stands for the column with the key where there is none."""
PORTAL = "portal"


@lru_cache(maxsize=4)
def _words(path: str, changed: float) -> dict[str, Any]:
    with open(path, "rb") as file:
        return tomllib.load(file)


def _portal() -> dict[str, Any]:
    """The words of our own format: what our columns can be filled from, and by which codes."""
    path = mapping.FOLDER / f"{PORTAL}.toml"
    return _words(str(path), path.stat().st_mtime)


def tables() -> dict[str, dict[str, Any]]:
    """Table → its file's words in our own format: what a file may be said to hold."""
    return {words["table"]: words for words in _portal()["files"]}


def codes() -> dict[str, dict[str, str]]:
    """Lists of codes of our own format: their word → our word."""
    found: dict[str, dict[str, str]] = _portal()["codes"]
    return found


def spoken(lists: str, code: str) -> str:
    """A code of a list as people say it in the reader's language."""
    names = [word for word, meant in codes()[lists].items() if meant == code]
    chinese = i18n.language() == "zh"
    return next((name for name in names if name.isascii() != chinese), code).replace("_", " ")


def targets(table: str) -> dict[str, list[str]]:
    """Our column → the names under which our own format knows it, beginning with the English one."""
    words = tables()[table]
    found = {name: [column["from"], *column.get("also", ())] for name, column in words["columns"].items()}
    by = {KEY: [words["key"], *words.get("key_also", ())]}
    if "by_number" in words:
        by["number"] = [words["by_number"], *NUMBER_ALSO]
        places = [*found]
        places.insert(places.index("mobile") + 1, PHONES)
        found = {name: found.get(name, []) for name in places}
    return {**by, **found} if not (set(by[KEY]) & set(found.get("number", ()))) else found


def plan_of(table: str) -> FilePlan:
    """How our own format reads a table."""
    return next(plan for plan in load(PORTAL).files if plan.table is not None and plan.table.name == table)


def guess(table: str, header: list[str]) -> dict[int, str]:
    """Place of a column → our column that it is likely to be; a second phone is a further one."""
    found = meanings(plan_of(table), header)
    own = {plain_name(target): target for target in targets(table)}
    for place, name in enumerate(header):
        if place not in found and (target := own.get(plain_name(name))) and target not in found.values():
            found[place] = target
    return found


def meanings(plan: FilePlan, header: list[str]) -> dict[int, str]:
    """Place of a column → our column as which a plan reads it; a second phone is a further one."""
    by_origin = {c.origin: PHONES if c.target.startswith(PHONES) else c.target for c in plan.columns if c.origin}
    by_origin |= {plan.by_number: "number"} if plan.by_number else {}
    by_origin |= {plan.by_document: "document"} if plan.by_document else {}
    if plan.key not in by_origin:
        by_origin[plan.key] = KEY
    found: dict[int, str] = {}
    for place, name in enumerate(plan.names_of(header)):
        target = by_origin.get(name, "")
        if not header[place] or not target:
            continue
        if target not in found.values():
            found[place] = target
        elif target in ("mobile", PHONES):
            found[place] = PHONES
    return found


def likely_table(header: list[str]) -> str:
    """The table of which a file's headings name the most columns."""
    return max(tables(), key=lambda name: len(guess(name, header)))


def needed(table: str) -> list[str]:
    """Our columns of a table that some column of the file must fill."""
    model_table = mapping.TABLES[table]
    wanted = [name for name in targets(table) if name not in (KEY, "document") and model_table.column(name) is not None]
    return [name for name in wanted if model_table.required(name) and name not in model_table.fixed]


def words_for(table: str, header: list[str], chosen: dict[int, str], kind: str = "") -> dict[str, Any]:
    """A mapping for one file in the words of a mapping file; `kind` is what every row is. Raises Invalid (field
    `columns`)."""
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
    further = [header[place] for place, target in chosen.items() if target == PHONES]
    columns |= {f"{PHONES}{number}": {"from": name} for number, name in enumerate(further)}
    if table == "clients" and "kind" not in origin and kind in ("individual", "company"):
        columns["kind"] = {"value": kind}
    kept = {word: value for word, value in file.items() if word in ("table", "owner", "key_made")}
    key = origin.get(KEY) or origin.get("number") or origin.get("document") or NOBODY
    by: dict[str, Any] = {}
    if table == "clients":
        key = origin.get(KEY, NOBODY)
        by = {f"by_{name}": origin[name] for name in ("number", "document") if name in origin}
    file_words = {"file": "file.csv", "key": key, "columns": columns, **kept, **by}
    reading = {**portal["reading"], "files": ""}
    return {"title": "", "reading": reading, "codes": portal["codes"], "files": [file_words]}


def said_kind(header: list[str], chosen: dict[int, str]) -> str:
    """What the heading of the name says of the kind; "" where it leaves it open."""
    return next((kind_told(header[place]) for place, target in chosen.items() if target == "name"), "")


def _proved(table: str, header: list[str], chosen: dict[int, str]) -> None:
    taken = [target for target in chosen.values() if target != PHONES]
    if len(set(taken)) < len(taken):
        raise Invalid(_l("Two columns cannot fill the same place."), field="columns")
    if len({header[place] for place in chosen}) < len(chosen) or not all(header[place] for place in chosen):
        raise Invalid(_l("Each column that is read needs a name of its own in the file."), field="columns")
    missing = [name for name in needed(table) if name not in taken]
    if missing:
        raise Invalid(_l("Still missing: %(names)s", names=", ".join(missing)), field="columns", missing=missing)
    if table == "clients" and not ({KEY, "number", "document", *KNOWN_BY, PHONES} & {*chosen.values()}):
        words = _l("One column must tell who each row is: a key, a number, a document, a phone or a birthday.")
        raise Invalid(words, field="columns")
    file = tables()[table]
    if not ({KEY, "number", "document"} & set(taken) or file.get("key_made")):
        raise Invalid(_l("One column must name each row for ever: a key, a number or a document."), field="columns")
