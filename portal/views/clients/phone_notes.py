"""What is said when a phone has come onto a record: who else has it, and who signs in with it (the duplicates rule)."""

from __future__ import annotations

from flask import flash

from portal.actions.quality import duplicates
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.models import Account, Client
from portal.reads.accounts.actors import Actor
from portal.reads.quality.duplicates import Seen

SAID = 2
"""How many others are named; the section of completeness shows them all."""


def note_number(actor: Actor, client: Client, number: str) -> None:
    """Say who else has a number that is now on this client's record, and whose login has it."""
    if not number:
        return
    for one in duplicates.with_number(actor, client, number)[:SAID]:
        flash(other_words(one), "wait")
    fresh = Client.get_by_id(client.id)
    login = Account.get_or_none(Account.client == client.id, Account.ended_on.is_null())
    if number == fresh.mobile and login is not None and login.mobile is None and not client.is_company:
        words = _("Another login signs in with this number; this client signs in as %(user)s.", user=login.username)
        flash(words, "wait")


def note_person(actor: Actor, name: str, number: str | None) -> None:
    """The same for somebody who acts for a company: is he a client himself, by this number?"""
    found = duplicates.looking_like(actor, {"name": name, "mobile": number}) if number else []
    for one in [one for one in found if number in one.candidate.known.facts.phones][:SAID]:
        flash(other_words(one), "wait")


def other_words(one: Seen) -> str:
    """Another record has the number: which one, or where it is held and whom to ask."""
    known = one.candidate.known
    if one.open:
        return _(
            "This number is on the record of %(name)s (%(number)s), too. Please check whether they are one client.",
            name=known.facts.name,
            number=known.number,
        )
    if one.ask:
        return _(
            "This number is on a record of %(branch)s, too. Please ask %(name)s.",
            branch=named(one.branch),
            name=one.ask,
        )
    return _("This number is on a record of %(branch)s, too.", branch=named(one.branch))
