"""What a role may do, area by area (the table of DESIGN.md). Where it may, its grant says (`Actor.under`)."""

from __future__ import annotations

from enum import StrEnum

from portal.rules.accounts.roles import Role


class Permission(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    MEMBER = "member"
    MEMBER_REQUEST = "member_request"
    MEMBER_SIGN = "member_sign"
    STAFF = "staff"
    CLIENTS_READ = "clients_read"
    CLIENTS_WRITE = "clients_write"
    CLIENTS_CREATE = "clients_create"
    CONTACTS_READ = "contacts_read"
    CONTACTS_WRITE = "contacts_write"
    ACTIVATE = "activate"
    TEAMS_READ = "teams_read"
    TEAMS_OVERVIEW = "teams_overview"
    TEAMS_WRITE = "teams_write"
    TEAMS_EARLIER = "teams_earlier"
    REQUESTS_READ = "requests_read"
    REQUESTS_WORK = "requests_work"
    REQUESTS_FILE = "requests_file"
    COMPLAINTS_REGISTER = "complaints_register"
    COMPLAINTS_ABOVE = "complaints_above"
    PHRASES_WRITE = "phrases_write"
    EVENTS_READ = "events_read"
    EVENTS_WRITE = "events_write"
    EVENTS_APPROVE = "events_approve"
    EVENTS_SIGN_UP = "events_sign_up"
    EVENTS_RESULTS = "events_results"
    TIERS_READ = "tiers_read"
    BENEFITS_READ = "benefits_read"
    VOUCHERS_READ = "vouchers_read"
    BENEFITS_REDEEM = "benefits_redeem"
    BENEFITS_CORRECT = "benefits_correct"
    BENEFITS_WRITE = "benefits_write"
    PARTNERS_READ = "partners_read"
    PARTNERS_WRITE = "partners_write"
    BENEFITS_FIGURES = "benefits_figures"
    ORGANISATION_READ = "organisation_read"
    ORGANISATION_WRITE = "organisation_write"
    AUDIT_READ = "audit_read"
    REVEAL = "reveal"
    RELATIONS_WRITE = "relations_write"
    SUGGESTIONS_WRITE = "suggestions_write"
    QUALITY_READ = "quality_read"
    MERGE = "merge"
    FILTERS_WRITE = "filters_write"
    TAG = "tag"
    EXPORT = "export"
    EXPORT_WHOLE = "export_whole"
    IMPORTS_READ = "imports_read"
    IMPORTS_WRITE = "imports_write"
    TIERS_SETTINGS = "tiers_settings"
    TIERS_GRANT = "tiers_grant"
    LISTS_PROPOSE = "lists_propose"
    LISTS_READ = "lists_read"
    LISTS_SUBMIT = "lists_submit"
    LISTS_DECIDE = "lists_decide"
    SETTINGS_READ = "settings_read"
    SETTINGS_WRITE = "settings_write"
    CALENDAR_WRITE = "calendar_write"
    SYSTEM_READ = "system_read"
    CHANNELS_WRITE = "channels_write"


P = Permission
_SEAT = {
    P.CLIENTS_READ,
    P.TEAMS_READ,
    P.REQUESTS_READ,
    P.REQUESTS_WORK,
    P.REQUESTS_FILE,
    P.EVENTS_READ,
    P.CONTACTS_READ,
    P.CONTACTS_WRITE,
    P.BENEFITS_READ,
    P.VOUCHERS_READ,
    P.BENEFITS_REDEEM,
    P.AUDIT_READ,
    P.STAFF,
    P.SIGNED_IN,
}
_RELATION = _SEAT | {
    P.CLIENTS_WRITE,
    P.CLIENTS_CREATE,
    P.EVENTS_SIGN_UP,
    P.TIERS_READ,
    P.ACTIVATE,
    P.REVEAL,
    P.RELATIONS_WRITE,
    P.SUGGESTIONS_WRITE,
    P.QUALITY_READ,
    P.FILTERS_WRITE,
    P.TAG,
    P.EXPORT,
    P.LISTS_PROPOSE,
}

MAY: dict[Role, frozenset[Permission]] = {
    Role.CLIENT: frozenset({P.MEMBER, P.MEMBER_REQUEST, P.MEMBER_SIGN, P.SIGNED_IN}),
    Role.MANAGER: frozenset(_RELATION),
    Role.ADVISER: frozenset(_RELATION),
    Role.SPECIALIST: frozenset(_SEAT),
    Role.COORDINATOR: frozenset(
        {
            P.CLIENTS_READ,
            P.REQUESTS_READ,
            P.REQUESTS_WORK,
            P.EVENTS_READ,
            P.EVENTS_WRITE,
            P.EVENTS_SIGN_UP,
            P.EVENTS_RESULTS,
            P.BENEFITS_READ,
            P.PARTNERS_READ,
            P.PARTNERS_WRITE,
            P.BENEFITS_FIGURES,
            P.AUDIT_READ,
            P.STAFF,
            P.SIGNED_IN,
        }
    ),
    Role.BRANCH_ADMIN: frozenset(
        _RELATION
        | {
            P.EXPORT_WHOLE,
            P.COMPLAINTS_REGISTER,
            P.COMPLAINTS_ABOVE,
            P.TEAMS_OVERVIEW,
            P.TEAMS_WRITE,
            P.EVENTS_WRITE,
            P.EVENTS_APPROVE,
            P.EVENTS_RESULTS,
            P.ORGANISATION_READ,
            P.ORGANISATION_WRITE,
            P.MERGE,
            P.IMPORTS_READ,
            P.IMPORTS_WRITE,
            P.LISTS_READ,
            P.LISTS_SUBMIT,
            P.SETTINGS_READ,
            P.BENEFITS_CORRECT,
            P.PARTNERS_READ,
            P.PARTNERS_WRITE,
            P.BENEFITS_FIGURES,
        }
    ),
    Role.HEAD_OFFICE: frozenset(
        {
            P.QUALITY_READ,
            P.FILTERS_WRITE,
            P.EXPORT,
            P.IMPORTS_READ,
            P.IMPORTS_WRITE,
            P.TIERS_SETTINGS,
            P.TIERS_GRANT,
            P.BENEFITS_WRITE,
            P.PARTNERS_READ,
            P.PARTNERS_WRITE,
            P.BENEFITS_FIGURES,
            P.LISTS_READ,
            P.LISTS_DECIDE,
            P.SETTINGS_READ,
            P.SETTINGS_WRITE,
            P.PHRASES_WRITE,
            P.CALENDAR_WRITE,
            P.CLIENTS_READ,
            P.TEAMS_READ,
            P.TEAMS_OVERVIEW,
            P.REQUESTS_READ,
            P.REQUESTS_WORK,
            P.COMPLAINTS_REGISTER,
            P.COMPLAINTS_ABOVE,
            P.EVENTS_READ,
            P.EVENTS_APPROVE,
            P.EVENTS_RESULTS,
            P.TIERS_READ,
            P.BENEFITS_READ,
            P.ORGANISATION_READ,
            P.AUDIT_READ,
            P.STAFF,
            P.SIGNED_IN,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            P.QUALITY_READ,
            P.IMPORTS_READ,
            P.LISTS_READ,
            P.SETTINGS_READ,
            P.CLIENTS_READ,
            P.CONTACTS_READ,
            P.TEAMS_READ,
            P.TEAMS_OVERVIEW,
            P.TEAMS_EARLIER,
            P.SYSTEM_READ,
            P.REQUESTS_READ,
            P.COMPLAINTS_REGISTER,
            P.EVENTS_READ,
            P.EVENTS_RESULTS,
            P.TIERS_READ,
            P.BENEFITS_READ,
            P.VOUCHERS_READ,
            P.PARTNERS_READ,
            P.BENEFITS_FIGURES,
            P.ORGANISATION_READ,
            P.AUDIT_READ,
            P.STAFF,
            P.SIGNED_IN,
        }
    ),
    Role.ADMIN: frozenset(
        {
            P.ORGANISATION_READ,
            P.ORGANISATION_WRITE,
            P.CALENDAR_WRITE,
            P.SYSTEM_READ,
            P.CHANNELS_WRITE,
            P.AUDIT_READ,
            P.STAFF,
            P.SIGNED_IN,
        }
    ),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything that somebody with these roles may do."""
    return frozenset().union(*(MAY[role] for role in roles)) if roles else frozenset()


GENERAL = frozenset({P.PUBLIC, P.SIGNED_IN, P.STAFF})
"""What everybody who works here may do: says nothing about where."""

READS_AHEAD = frozenset(
    {P.CLIENTS_READ, P.CONTACTS_READ, P.TEAMS_READ, P.REQUESTS_READ, P.TIERS_READ, P.BENEFITS_READ, P.EVENTS_READ}
)
"""What the receiver of a handover may with his coming clients in the days before: reading, nothing else."""

BANK_WIDE = frozenset({P.SETTINGS_WRITE, P.PHRASES_WRITE, P.CALENDAR_WRITE, P.TIERS_SETTINGS, P.BENEFITS_WRITE})
"""Deeds that go for the whole bank: only a grant over the root of the tree carries them."""


def is_root(path: str) -> bool:
    """Is this the path of the whole bank (`/1/`)?"""
    return path.count("/") == 2


WHOLE_BANK = frozenset({Role.HEAD_OFFICE, Role.AUDITOR})
FULL_IN_BRANCH = frozenset({Role.BRANCH_ADMIN})
HEAD_IN_BRANCH = frozenset({Role.MANAGER, Role.ADVISER, Role.COORDINATOR})
