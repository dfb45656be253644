"""Deeds, notices and changes as people read them: the codes that the database keeps, in the reader's language."""

from __future__ import annotations

import re
from datetime import date, datetime
from types import ModuleType
from typing import Any

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.reads import reference
from portal.reads.organisation import tree
from portal.rules.notices import texts
from portal.rules.shared.lines import unpacked
from portal.rules.shared.masking import mask_id
from portal.words import (
    absences,
    accounts,
    administration,
    benefits,
    clients,
    complaints,
    consents,
    contacts,
    evening,
    event_results,
    events,
    finding,
    follow_ups,
    handovers,
    holdings,
    imports,
    introductions,
    notices,
    organisation,
    partners,
    quality,
    requests,
    screening,
    signatures,
    teams,
    tiers,
)
from portal.words.clients import NUMBERS
from portal.words.clients import ROLE_WORDS as RELATION_WORDS
from portal.words.organisation import ROLE_WORDS
from portal.words.states import State
from portal.words.tiers import tier_name

AREAS: tuple[ModuleType, ...] = (
    accounts,
    organisation,
    clients,
    consents,
    finding,
    holdings,
    tiers,
    screening,
    teams,
    absences,
    handovers,
    contacts,
    follow_ups,
    requests,
    complaints,
    benefits,
    partners,
    events,
    event_results,
    introductions,
    evening,
    quality,
    imports,
    signatures,
    administration,
    notices,
)


def _joined(name: str) -> dict[str, Any]:
    return {code: words for area in AREAS for code, words in getattr(area, name, {}).items()}


DEEDS, OWN_DEEDS, NOTICES, TASKS = (_joined(name) for name in ("DEEDS", "OWN_DEEDS", "NOTICES", "TASKS"))
AREA_OF = {code: area for area in AREAS for code in getattr(area, "DEEDS", {})}
"""Code of a deed → the words of its area: the same column is called differently elsewhere."""

STATES: dict[str, dict[str, State]] = {
    "event": events.STATES,
    "event result": event_results.RESULT_STATES,
    "event photo": event_results.PHOTO_STATES,
    "introduction": introductions.STATES,
    "waiting": events.WAITING,
    "request": requests.STATES,
    "complaint": complaints.STATES,
    "paper": complaints.PAPER_STATES,
    "subtask": requests.SUBTASKS,
    "voucher": benefits.VOUCHERS,
    "signature": signatures.STATES,
    "partner": partners.STATES,
    "settlement": partners.MONTHS,
    "list": screening.LIST_STATES,
    "name": screening.NAME_STATES,
    "client on lists": screening.CLIENT_STATES,
    "handover": handovers.STATES,
    "task": administration.TASK_STATES,
    "delivery": notices.STATES,
}
KINDS: dict[str, dict[str, Any]] = {"event": dict(events.KINDS), "request": dict(requests.KINDS)}


def state_of(what: str, code: str) -> State:
    """A state in the reader's language, as chips show it."""
    tone, word, icon = STATES[what][code]
    return State(tone, str(word), icon)


def kind_of(what: str, code: str) -> str:
    """What kind of event or request it is, in the reader's language."""
    return str(KINDS[what].get(code, code))


BY_COMMAND = frozenset(
    {"account.password_set", "staff.added", "import.done", "clients.generated", "keys.rotating", "keys.rotated"}
)
"""Deeds that nobody signed in for does only from the command line; all others are the worker's, the portal's own."""

ICONS = {
    "account": "login",
    "client": "user",
    "clients": "users",
    "tag": "tag",
    "filter": "bookmark",
    "team": "users-group",
    "staff": "id-badge-2",
    "role": "key",
    "branch": "building-bank",
    "request": "message-2",
    "complaint": "alert-circle",
    "phrase": "template",
    "event": "calendar-event",
    "venue": "map-pin",
    "introduction": "users",
    "duplicate": "users",
    "merge": "arrows-exchange",
    "quality": "clipboard-check",
    "import": "file-import",
    "tier": "crown",
    "setting": "settings",
    "calendar": "calendar-event",
    "task": "hourglass",
    "list": "list-details",
    "letters": "mail",
    "relation": "users",
    "person": "user-shield",
    "proposal": "edit",
    "keys": "lock",
    "security": "lock",
    "contact": "phone",
    "handover": "arrows-exchange",
    "suggestion": "bulb",
    "outside": "building-bank",
    "service": "checks",
    "benefit": "gift",
    "partner": "building-community",
    "settlement": "receipt",
    "voucher": "ticket",
    "signature": "writing-sign",
    "product": "list-details",
    "endpoint": "send",
    "delivery": "send",
    "notice": "bell",
    "address": "mail-off",
}


TIER_WORDS = {"tier", "before"}
DAY_WORDS = {"until", "since", "day"}
"""Words of deeds and notices that are kept as codes of tiers and as dates, and read in the reader's language."""


def _shown_day(text: str) -> str:
    """A day or a moment as people say it; a text that only looks like one (30 February) stays as it was typed."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return formats.day(date.fromisoformat(text), weekday=False)
        if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00", text, re.ASCII):
            return formats.when(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    return text


def _filled(text: Any, words: dict[str, Any]) -> str:
    known = {**words}
    if "what" in known:
        known["what"] = str(NUMBERS.get(known["what"], known["what"]))
    if "scope" in known:
        known["scope"] = clients.word("scope", known["scope"])
    if "field" in known:
        known["field"] = str(clients.FIELDS.get(known["field"], known["field"]))
    if "role" in known:
        known["role"] = str(ROLE_WORDS.get(known["role"], known["role"]))
    if "relation" in known:
        known["relation"] = str(RELATION_WORDS.get(known["relation"], known["relation"]))
    for name in TIER_WORDS & known.keys():
        known[name] = tier_name(known[name])
    for name in DAY_WORDS & known.keys():
        known[name] = _shown_day(str(known[name]))
    for name in ("staff", "before"):
        if f"{name}_gender" in known:
            known[name] = teams.addressed(str(known[name]), str(known[f"{name}_gender"]))
    if "from_day" in known:
        known["from_day"] = formats.day(date.fromisoformat(str(known["from_day"])))
    if "cause" in known:
        known["cause"] = handovers.told_cause(known)
    if re.fullmatch(r"\d{4}-\d\d", str(known.get("month", "")), re.ASCII):
        known["month"] = formats.month(date.fromisoformat(f"{known['month']}-01"))
    if "fen" in known:
        known["amount"] = formats.money(int(known["fen"]))
    if "branch" in known:
        known["branch"] = next(
            (named(one) for one in tree.branch_tree() if one.code == known["branch"]), known["branch"]
        )
    if "event_kind" in known:
        known["event_kind"] = kind_of("event", known["event_kind"])
    if "benefit" in known:
        known["benefit"] = benefits.benefit_name(known["benefit"])
    if "consent" in known:
        known["consent"] = str(consents.TITLES.get(known["consent"], known["consent"]))
    if "paper" in known:
        known["paper"] = signatures.paper(known["paper"])
    if "product" in known:
        known["product"] = holdings.any_name(known["product"])
    try:
        return str(text) % known
    except KeyError:
        return str(text)


def deed_sentence(entry: Any) -> str:
    """An audit entry as a sentence in the reader's language."""
    nobody = _("The command line") if entry.action in BY_COMMAND else _("The portal")
    if entry.action.startswith("security."):
        nobody = _("Somebody not signed in")
    text = DEEDS.get(entry.action, entry.action)
    if entry.actor_name and entry.actor_name == entry.words.get("client"):
        text = OWN_DEEDS.get(entry.action, text)
    return _filled(text, {"actor": entry.actor_name or nobody, **entry.words})


def task_words(task: Any) -> tuple[str, str]:
    """Title and closing sentence of a piece of background work."""
    title, end = TASKS.get(task.kind, (_l("Background work"), _l("Done.")))
    return str(title), _filled(end, {**task.params, **task.result})


def notice_sentence(notice: Any) -> str:
    """A notice as a sentence in the reader's language."""
    written = {"from_day": clock.local(notice.at).date().isoformat()}
    return _filled(NOTICES.get(notice.kind, notice.kind), {**written, **notice.words})


def outside_sentence(kind: str, words: dict[str, Any], path: str, written: date, own: str = "") -> str:
    """What a notice says outside of the portal, in the language at hand; `own`: head office's words for it."""
    text = own or str(notices.standard(kind, about=bool(texts.about(path))))
    usable = texts.allowed(kind, str(NOTICES.get(kind, "")))
    known = {name: words[name] for name in (*usable, "staff_gender") if name in words}
    known |= {"from_day": written.isoformat()} if "from_day" not in known else {}
    known["about"] = texts.about(path)
    return _filled(texts.without(text, known), known)


def inside_sentence(kind: str) -> str:
    """What a notice says in the inbox, with dots where something is filled in."""
    return re.sub(r"%\([a-z_]+\)s", "…", str(NOTICES[kind]))


def notice_sample(kind: str) -> tuple[dict[str, Any], str]:
    """Made-up words of a notice and the address that it leads to, for trying a text."""
    day = (clock.today() + clock.days(3)).isoformat()
    words = {"staff": "王磊", "place": "一汽支行", "count": "3", "handover": "H-2026-0001", "title": "岁末茶会"}
    return {**words, **dict.fromkeys(DAY_WORDS, day)}, SAMPLE_PATHS.get(kind.partition(".")[0], "")


SAMPLE_PATHS = {
    "request": "/me/requests/R-2026-000123",
    "complaint": "/me/requests/R-2026-000123",
    "event": "/me/events/E-2026-0042",
    "handover": "/teams/handovers/H-2026-0001",
    "list": "/tiers/lists/L-2026-0001",
}


def changes_of(entry: Any) -> list[tuple[str, str, str]]:
    """What a deed changed, as (label, before, after) in the reader's language: each column as its own area calls it."""
    area = AREA_OF.get(entry.action)
    found = []
    for column, pair in (entry.changes or {}).items():
        name = column.removesuffix("_id")
        if isinstance(pair, list) and len(pair) == 2 and name not in getattr(area, "UNSAID", ()):
            called = label(area, name) or name.replace("_", " ").capitalize()
            found.append((called, _shown(area, name, pair[0]), _shown(area, name, pair[1])))
    return found


def label(area: ModuleType | None, name: str) -> str:
    """What an area calls a column, "" for one that it does not know."""
    known = getattr(area, "FIELDS", {})
    if name in known:
        return str(known[name])
    asked = getattr(area, "field_label", None)
    return asked(name) if asked else ""


def _shown(area: ModuleType | None, name: str, value: Any) -> str:
    """A kept value as people read it: moments on the bank's wall, money in yuan, names for ids and codes."""
    text = "" if value is None or value == "None" else str(value)
    if not text:
        return "–"
    if name == "document_masked":
        return mask_id(text)  # older entries are sealed with four digits at each end
    if name in getattr(area, "MONEY", ()) and text.isdigit():
        return formats.money(int(text))
    if how := getattr(area, "LINES", {}).get(name):
        return _said_lines(text, how)
    if text in (codes := getattr(area, "CODES", {}).get(name, {})):
        return str(codes[text])
    if area is clients:
        return clients.word(name, text)
    if text in ("True", "False"):
        return _("yes") if text == "True" else _("no")
    if name in ("branch", "shared_with") and text.isdigit():
        return next((named(branch) for branch in tree.branch_tree() if branch.id == int(text)), text)
    if name == "post":
        return named(reference.posts()[text]) if text in reference.posts() else text
    if name in ("tier", "above"):
        return tier_name(text)
    if name == "tiers":
        return formats.joined(tier_name(code) for code in text.split(","))
    return _shown_day(text)


def _said_lines(text: str, how: tuple[str, ...]) -> str:
    """Lines of cells as people read them."""
    say: dict[str, Any] = {
        "": str,
        "-": lambda _cell: "",
        "fen": lambda cell: formats.money(int(cell)) if cell else "",
        "times": "× {}".format,
    }
    rows = (zip(how, cells, strict=True) for cells in unpacked(text, len(how)))
    return "; ".join(" ".join(filter(None, (say[one](cell) for one, cell in row))) for row in rows)


def kind_icon(code: str) -> str:
    return ICONS.get(code.split(".")[0], "point")
