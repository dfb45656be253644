"""The places of the portal: the member's five, and the staff's in groups, each beside what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.rules.accounts.roles import Role
from portal.rules.accounts.visibility import Permission as P


@dataclass(frozen=True)
class Place:
    area: str
    endpoint: str
    label: Any
    icon: str
    permission: P


@dataclass(frozen=True)
class Group:
    """Places that belong together, under one heading that folds."""

    code: str
    label: Any
    places: tuple[Place, ...]


MEMBER = (
    Place("member", "member.index", _l("Home"), "home", P.MEMBER),
    Place("benefits", "member.benefits", _l("Benefits"), "gift", P.MEMBER),
    Place("requests", "member.requests", _l("Requests"), "message-2", P.MEMBER),
    Place("events", "member.events", _l("Events"), "calendar-event", P.MEMBER),
    Place("account", "accounts.index", _l("Me"), "user", P.MEMBER),
)
DESK = (
    Group("today", _l("Today"), (Place("home", "home.index", _l("Today"), "sun", P.STAFF),)),
    Group(
        "clients",
        _lp("places", "Clients"),
        (
            Place("clients", "finding.index", _l("Clients"), "users", P.CLIENTS_READ),
            Place("contacts", "contacts.index", _l("Contacts"), "phone-call", P.CONTACTS_READ),
            Place("suggestions", "holdings.work_list", _l("Suggestions"), "bulb", P.SUGGESTIONS_WRITE),
            Place("quality", "quality.index", _l("Quality"), "clipboard-check", P.QUALITY_READ),
        ),
    ),
    Group(
        "service",
        _l("Service"),
        (
            Place("requests", "requests.index", _l("Requests"), "message-2", P.REQUESTS_READ),
            Place("complaints", "complaints.index", _l("Complaints"), "alert-circle", P.STAFF),
        ),
    ),
    Group(
        "vip",
        _l("VIP programme"),
        (
            Place("tiers", "tiers.index", _l("Tiers"), "crown", P.TIERS_READ),
            Place("lists", "lists.index", _l("Lists"), "list-details", P.TIERS_READ),
            Place("benefits", "benefits.index", _l("Benefits"), "gift", P.BENEFITS_READ),
            Place("partners", "partners.index", _l("Partners"), "building-community", P.PARTNERS_READ),
            Place(
                "benefit_figures", "benefit_figures.index", _l("Benefits in figures"), "chart-bar", P.BENEFITS_FIGURES
            ),
        ),
    ),
    Group(
        "marketing",
        _l("Marketing"),
        (
            Place("events", "events.index", _l("Events"), "calendar-event", P.EVENTS_READ),
            Place("products", "products.index", _l("Products"), "coin", P.STAFF),
        ),
    ),
    Group(
        "teams",
        _l("Teams and results"),
        (
            Place("teams", "teams.index", _l("Teams"), "users-group", P.TEAMS_OVERVIEW),
            Place("measures", "measures.index", _l("Measures"), "chart-bar", P.TEAMS_READ),
        ),
    ),
    Group(
        "administration",
        _l("Administration"),
        (
            Place(
                "organisation.branches", "organisation.branches", _l("Branches"), "building-bank", P.ORGANISATION_READ
            ),
            Place("organisation.staff", "organisation.staff", _l("Staff"), "id-badge-2", P.ORGANISATION_READ),
            Place("imports", "imports.index", _l("Imports"), "file-import", P.IMPORTS_READ),
            Place("settings", "settings.index", _l("Settings"), "settings", P.SETTINGS_READ),
            Place("health", "health.index", _l("State of the system"), "activity", P.SYSTEM_READ),
            Place("audit", "audit.index", _l("Audit trail"), "shield-check", P.AUDIT_READ),
        ),
    ),
)
STAFF = tuple(place for group in DESK for place in group.places)
THUMB = {
    Role.HEAD_OFFICE: ("home", "lists", "events", "requests"),
    Role.BRANCH_ADMIN: ("home", "requests", "clients", "teams"),
    Role.MANAGER: ("home", "contacts", "clients", "requests", "events"),
    Role.ADVISER: ("home", "contacts", "clients", "requests", "events"),
    Role.COORDINATOR: ("home", "events", "clients", "requests"),
    Role.SPECIALIST: ("home", "requests", "clients", "events"),
    Role.AUDITOR: ("home", "audit", "clients", "requests"),
    Role.ADMIN: ("home", "health", "organisation.staff", "audit"),
}
"""Role → what lies under the thumb on a phone: the first four that there are. Who has several roles gets those of the
first of them here."""
THUMBS = 4
