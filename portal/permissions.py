"""Deny by default: every endpoint has its permission here, and an unlisted one is refused.

What a role may do stands in `rules/visibility.py`; where it may is the scope of the models' getters.
"""

from __future__ import annotations

from .rules.visibility import Permission as P

ENDPOINTS: dict[str, P] = {
    "static": P.PUBLIC,
    "home.root": P.PUBLIC,
    "home.healthz": P.PUBLIC,
    "home.readyz": P.PUBLIC,
    "home.index": P.STAFF,
    "home.search": P.SIGNED_IN,
    "accounts.login": P.PUBLIC,
    "accounts.login_post": P.PUBLIC,
    "accounts.demo_login": P.PUBLIC,
    "accounts.activate": P.PUBLIC,
    "accounts.language": P.PUBLIC,
    "accounts.theme": P.PUBLIC,
    "accounts.logout": P.SIGNED_IN,
    "accounts.index": P.SIGNED_IN,
    "accounts.change_password": P.SIGNED_IN,
    "accounts.sign_out_device": P.SIGNED_IN,
    "accounts.sign_out_everywhere": P.SIGNED_IN,
    "clients.index": P.CLIENTS_READ,
    "clients.client": P.CLIENTS_READ,
    "clients.section": P.CLIENTS_READ,
    "clients.new": P.CLIENTS_CREATE,
    "clients.edit": P.CLIENTS_WRITE,
    "clients.activation": P.ACTIVATE,
    "quality.index": P.QUALITY_READ,
    "quality.required_page": P.SETTINGS_READ,
    "quality.pairs": P.QUALITY_READ,
    "quality.not_same": P.CLIENTS_WRITE,
    "quality.ask_again": P.CLIENTS_WRITE,
    "quality.alike": P.QUALITY_READ,
    "quality.typed": P.CLIENTS_CREATE,
    "merging.merge": P.MERGE,
    "merging.show": P.QUALITY_READ,
    "merging.confirm": P.MERGE,
    "merging.decline": P.MERGE,
    "merging.undo": P.MERGE,
    "teams.team": P.TEAMS_READ,
    "teams.on": P.TEAMS_READ,
    "teams.assign_manager": P.TEAMS_WRITE,
    "teams.assign_adviser": P.TEAMS_WRITE,
    "teams.add_specialist": P.TEAMS_WRITE,
    "teams.end": P.TEAMS_WRITE,
    "teams.index": P.TEAMS_OVERVIEW,
    "requests.index": P.REQUESTS_READ,
    "requests.new": P.REQUESTS_FILE,
    "requests.thread": P.REQUESTS_READ,
    "requests.take": P.REQUESTS_WORK,
    "requests.reply": P.REQUESTS_WORK,
    "requests.resolve": P.REQUESTS_WORK,
    "requests.close": P.REQUESTS_WORK,
    "requests.reopen": P.REQUESTS_WORK,
    "requests.reassign": P.REQUESTS_WORK,
    "requests.file": P.SIGNED_IN,
    "events.index": P.EVENTS_READ,
    "events.event": P.EVENTS_READ,
    "events.new": P.EVENTS_WRITE,
    "events.edit": P.EVENTS_WRITE,
    "events.submit": P.EVENTS_WRITE,
    "events.publish": P.EVENTS_WRITE,
    "events.cancel": P.EVENTS_WRITE,
    "events.approve": P.EVENTS_APPROVE,
    "events.send_back": P.EVENTS_APPROVE,
    "events.sign_up": P.EVENTS_SIGN_UP,
    "events.cancel_sign_up": P.EVENTS_SIGN_UP,
    "benefits.index": P.BENEFITS_READ,
    "tiers.index": P.TIERS_READ,
    "organisation.branches": P.ORGANISATION_READ,
    "organisation.edit_branch": P.ORGANISATION_WRITE,
    "organisation.staff": P.ORGANISATION_READ,
    "organisation.staff_member": P.ORGANISATION_READ,
    "organisation.new_staff": P.ORGANISATION_WRITE,
    "organisation.edit_staff": P.ORGANISATION_WRITE,
    "organisation.staff_leave": P.ORGANISATION_WRITE,
    "organisation.staff_activation": P.ORGANISATION_WRITE,
    "organisation.grant_role": P.ORGANISATION_WRITE,
    "organisation.end_role": P.ORGANISATION_WRITE,
    "member.index": P.MEMBER,
    "member.benefits": P.MEMBER,
    "member.team": P.MEMBER,
    "member.accounts": P.MEMBER,
    "member.requests": P.MEMBER,
    "member.request_new": P.MEMBER,
    "member.request_thread": P.MEMBER,
    "member.request_reply": P.MEMBER,
    "member.request_rate": P.MEMBER,
    "member.request_reopen": P.MEMBER,
    "member.request_withdraw": P.MEMBER,
    "member.events": P.MEMBER,
    "member.event": P.MEMBER,
    "member.event_sign_up": P.MEMBER,
    "member.event_cancel": P.MEMBER,
    "notices.index": P.SIGNED_IN,
    "notices.own": P.MEMBER,
    "notices.read_all": P.SIGNED_IN,
    "notices.open_notice": P.SIGNED_IN,
    "audit.index": P.AUDIT_READ,
    "settings.index": P.SETTINGS_READ,
    "settings.setting": P.SETTINGS_READ,
    "tasks.task": P.SIGNED_IN,
    "tasks.cancel": P.SIGNED_IN,
}


def required(endpoint: str | None) -> P | None:
    """The permission that an endpoint asks for; None when it is not listed."""
    return ENDPOINTS.get(endpoint or "")


FOR_BOTH = ("static", "home.root", "home.healthz", "home.readyz", "accounts.", "notices.", "requests.file")


def served(endpoint: str, surface: str) -> bool:
    """Does a process of this surface (`PORTAL_SURFACE`: both, client, staff) serve the page?"""
    if surface == "both" or endpoint.startswith(FOR_BOTH):
        return True
    return endpoint.startswith("member.") == (surface == "client")
