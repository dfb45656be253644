"""Where one can go: the member's bottom bar and the staff's side bar. Links are resolved once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, g, request, url_for
from flask_login import current_user

from portal import permissions
from portal.ground import i18n
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.security import keyed_digest
from portal.reads import reference
from portal.rules.accounts.visibility import Permission as P
from portal.web import signins
from portal.words import contacts
from portal.words.tiers import tier_names


@dataclass(frozen=True)
class Place:
    area: str
    endpoint: str
    label: Any
    icon: str
    permission: P


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    icon: str
    current: bool
    badge: int = 0


MEMBER = (
    Place("member", "member.index", _l("Home"), "home", P.MEMBER),
    Place("benefits", "member.benefits", _l("Benefits"), "gift", P.MEMBER),
    Place("requests", "member.requests", _l("Requests"), "message-2", P.MEMBER),
    Place("events", "member.events", _l("Events"), "calendar-event", P.MEMBER),
    Place("account", "accounts.index", _l("Me"), "user", P.MEMBER),
)
STAFF = (
    Place("home", "home.index", _l("Today"), "sun", P.STAFF),
    Place("clients", "finding.index", _l("Clients"), "users", P.CLIENTS_READ),
    Place("requests", "requests.index", _l("Requests"), "message-2", P.REQUESTS_READ),
    Place("events", "events.index", _l("Events"), "calendar-event", P.EVENTS_READ),
    Place("benefits", "benefits.index", _l("Benefits"), "gift", P.BENEFITS_READ),
    Place("contacts", "contacts.index", _l("Contacts"), "phone-call", P.CONTACTS_READ),
    Place("suggestions", "holdings.work_list", _l("Suggestions"), "bulb", P.SUGGESTIONS_WRITE),
    Place("products", "products.index", _l("Products"), "coin", P.STAFF),
    Place("tiers", "tiers.index", _l("Tiers"), "crown", P.TIERS_READ),
    Place("lists", "lists.index", _l("Lists"), "list-details", P.TIERS_READ),
    Place("quality", "quality.index", _l("Quality"), "clipboard-check", P.QUALITY_READ),
    Place("teams", "teams.index", _l("Teams"), "users-group", P.TEAMS_OVERVIEW),
    Place("organisation.branches", "organisation.branches", _l("Branches"), "building-bank", P.ORGANISATION_READ),
    Place("organisation.staff", "organisation.staff", _l("Staff"), "id-badge-2", P.ORGANISATION_READ),
    Place("settings", "settings.index", _l("Settings"), "settings", P.SETTINGS_READ),
    Place("imports", "imports.index", _l("Imports"), "file-import", P.IMPORTS_READ),
    Place("audit", "audit.index", _l("Audit trail"), "shield-check", P.AUDIT_READ),
)
_resolved: dict[str, str] = {}
_places: dict[Any, list[tuple[str, str, str, str]]] = {}
"""Language and permissions → the places open to them, in words; there are a few dozen such sets."""


def href(endpoint: str) -> str:
    """The address of a page without parameters, resolved once."""
    if endpoint not in _resolved:
        _resolved[endpoint] = url_for(endpoint)
    return _resolved[endpoint]


def home_of(actor: Any) -> str:
    return href("member.index") if actor.is_client else href("home.index")


def links(actor: Any) -> tuple[Link, ...]:
    """The places open to whoever asks, in his language."""
    if not actor.is_authenticated:
        return ()
    key = (i18n.language(), actor.is_client, actor.permissions)
    if key not in _places:
        places = MEMBER if actor.is_client else STAFF
        _places[key] = [
            (place.area, str(place.label), href(place.endpoint), place.icon)
            for place in places
            if actor.may(place.permission)
        ]
    return _linked((*_places[key],), _here([area for area, *_rest in _places[key]]))


NOWHERE = frozenset({"", "account"})
"""No page, and one's own account: the staff reach it by their name, a client has it in his bar."""


def _here(areas: list[str]) -> str:
    """The place that the page lights: its own, or where that is not open to whoever asks, the start page."""
    here = g.get("place") or permissions.place_of(request.endpoint)
    return here if here in areas or here in NOWHERE else areas[0]


@lru_cache(maxsize=512)
def _linked(places: tuple[tuple[str, str, str, str], ...], here: str) -> tuple[Link, ...]:
    return tuple(Link(label, address, icon, area == here) for area, label, address, icon in places)


PLACE_OF_TASKS = {"exports": "clients", "letters": "lists"}
"""First word of a kind of background work → its place; the others are called as theirs."""


def stand_with_task(kind: str) -> None:
    """The page at hand lights the place from which background work of this kind was begun."""
    first = kind.partition(".")[0]
    g.place = PLACE_OF_TASKS.get(first, first)


@dataclass(frozen=True)
class Face:
    """The person as templates see him, in the language of the page."""

    actor: Any
    language: str
    home_url: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.actor, name)

    @property
    def branch_name(self) -> str:
        return self.actor.branch_en if self.language == "en" else self.actor.branch_zh

    @property
    def mark(self) -> str:
        """Whose drafts lie in a browser: the same at each sign-in of a login, and nobody can tell whose."""
        return keyed_digest(f"drafts of {self.actor.account_id}", str(current_app.secret_key))

    @property
    def post(self) -> str:
        found = reference.posts().get(self.actor.post_code)
        return i18n.named(found) if found else ""


def context() -> dict[str, Any]:
    """What every template knows."""
    person = current_user._get_current_object()  # each question through the proxy looks for him again
    signed_in, language = person.is_authenticated, i18n.language()
    theme = (person.theme if signed_in else request.cookies.get("theme")) or "auto"
    home = home_of(person) if signed_in else "/"
    return {
        "actor": Face(person, language, home) if signed_in else None,
        "standing_code": signins.code_for(person) if signed_in else None,
        "navigation": links(person) if "request_id" in g else (),
        "locale": language,
        "html_lang": i18n.HTML_LANG[language],
        "theme": theme if theme in ("auto", "light", "dark") else "auto",
        "home_url": home,
        "tier_names": tier_names(language) if signed_in else {},
        "channel_names": dict(contacts.CHANNELS),
        "outcome_names": dict(contacts.OUTCOMES),
        "layout": "layouts/public.html"
        if not signed_in
        else "layouts/member.html"
        if person.is_client
        else "layouts/staff.html",
    }
