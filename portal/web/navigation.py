"""Where one can go: the member's bottom bar and the staff's side bar in groups. Links are resolved once a process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import current_app, g, request, url_for
from flask_login import current_user

from portal import permissions
from portal.ground import i18n
from portal.ground.security import keyed_digest
from portal.reads import absences, reference, waiting
from portal.rules.absences import last_day
from portal.rules.accounts.roles import Role
from portal.web import signins
from portal.web.places import DESK, MEMBER, STAFF, THUMB, THUMBS
from portal.words import contacts
from portal.words.tiers import tier_names


@dataclass(frozen=True)
class Link:
    area: str
    label: str
    href: str
    icon: str
    current: bool
    waiting: int = 0


@dataclass(frozen=True)
class LinkGroup:
    code: str
    label: str
    links: tuple[Link, ...]

    @property
    def current(self) -> bool:
        return any(link.current for link in self.links)

    @property
    def waiting(self) -> int:
        return sum(link.waiting for link in self.links)


FOLDS = "folds"
"""The cookie in which a browser remembers the groups that are folded (static/js/menus.js), their codes with dots."""
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


@dataclass(frozen=True)
class Bar:
    """The staff's bar: the groups that are not empty, which of them are folded, a phone's four places."""

    groups: tuple[LinkGroup, ...]
    folded: frozenset[str]
    thumb: tuple[Link, ...]

    @property
    def elsewhere(self) -> bool:
        """Is the page at hand behind "More" on a phone?"""
        return not any(link.current for link in self.thumb)


def bar() -> Bar:
    """The bar of whoever asks, with how much waits for him where. The group of the page at hand is never folded."""
    actor = current_user._get_current_object()
    counts = waiting.for_person(actor)
    places = tuple(replace(link, waiting=counts[link.area]) if link.area in counts else link for link in links(actor))
    groups = _grouped(places, i18n.language())
    remembered = frozenset(request.cookies.get(FOLDS, "")[:200].split("."))
    folded = frozenset(group.code for group in groups if group.code in remembered and not group.current)
    return Bar(groups, folded, _thumb(places, actor.roles))


def count_anew() -> None:
    """After a deed: what waits for whoever did it is counted anew, in this process."""
    if (actor := g.get("_login_user")) is not None and actor.is_authenticated:
        waiting.changed(actor.account_id)


@lru_cache(maxsize=512)
def _grouped(places: tuple[Link, ...], language: str) -> tuple[LinkGroup, ...]:
    """`language` is that of the headings, which are kept with it."""
    found = []
    for group in DESK:
        areas = {place.area for place in group.places}
        if inside := tuple(link for link in places if link.area in areas):
            found.append(LinkGroup(group.code, str(group.label), inside))
    return tuple(found)


@lru_cache(maxsize=512)
def _thumb(places: tuple[Link, ...], roles: frozenset[Role]) -> tuple[Link, ...]:
    by_area = {link.area: link for link in places}
    wanted = next((areas for role, areas in THUMB.items() if role in roles), ())
    order = dict.fromkeys((*wanted, *by_area))
    return tuple(by_area[area] for area in order if area in by_area)[:THUMBS]


NOWHERE = frozenset({"", "account"})
"""No page, and one's own account: the staff reach it by their name, a client has it in his bar."""


def _here(areas: list[str]) -> str:
    """The place that the page lights: its own, or where that is not open to whoever asks, the start page."""
    here = g.get("place") or permissions.place_of(request.endpoint)
    return here if here in areas or here in NOWHERE else areas[0]


@lru_cache(maxsize=512)
def _linked(places: tuple[tuple[str, str, str, str], ...], here: str) -> tuple[Link, ...]:
    return tuple(Link(area, label, address, icon, area == here) for area, label, address, icon in places)


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
        "standing_absence": absences.standing(person.absence_id) if signed_in else None,
        "last_day": last_day,
        "navigation": links(person) if "request_id" in g else (),
        "bar": bar,
        "locale": language,
        "html_lang": i18n.HTML_LANG[language],
        "theme": theme if theme in ("auto", "light", "dark") else "auto",
        "home_url": home,
        "tier_names": tier_names(language) if signed_in else {},
        "channel_names": dict(contacts.CHANNELS),
        "outcome_names": dict([*contacts.OUTCOMES, contacts.BULK]),
        "layout": "layouts/public.html"
        if not signed_in
        else "layouts/member.html"
        if person.is_client
        else "layouts/staff.html",
    }
