"""Records: corrections that clients ask for, merges to confirm, records that may be the same, teams with an empty
seat."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import SQL, fn

from portal.ground import clock, formats
from portal.ground.i18n import gettext as _
from portal.models.clients.client import Client
from portal.models.clients.records import Proposal
from portal.reads.accounts.actors import Actor
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.filter import ClientFilter
from portal.reads.finding.listed import page
from portal.reads.quality.duplicates import pair_page
from portal.reads.quality.merges import merges
from portal.reads.shared import built
from portal.reads.shared.kept import kept
from portal.reads.today.lines import MOST, Deed, Line
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.bands import NOW, TODAY, WEEK

LONG = 2
"""Days after which a client has waited long for his correction."""
FEW = 3
"""Teams a page: work for a quiet hour."""


def corrections(actor: Actor, today: date) -> list[Line]:
    """What clients ask to have corrected on their record."""
    scope = ClientScope(actor, may=P.CLIENTS_WRITE)

    def query() -> Any:
        who = Client.alias("who")
        inside = Client.select(Client.id).where(Client.id == Proposal.client, scope.stand_in().condition())
        found = Proposal.select(Proposal.id, Proposal.at, who.id, who.name, who.number, who.tier)
        found = found.join(who, on=(Proposal.client == who.id), attr="client")
        found = found.where(Proposal.state == SQL("'open'"), fn.EXISTS(inside))
        return found.order_by(Proposal.id).limit(MOST + 1)

    found: dict[int, Line] = {}
    for row in built.rows(("corrections of the day", scope.shape()), query, scope.marks()):
        since = clock.local(row.at).date()
        href = f"/clients/{row.client.number}/profile#proposals"
        found.setdefault(
            row.client.id,
            Line(
                about=("correction", row.client.id),
                band=NOW if (today - since).days >= LONG else TODAY,
                title=_("Check the correction of %(name)s", name=row.client.name),
                href=href,
                why=_("the client asks for it since %(day)s", day=formats.day(since, weekday=False)),
                icon="edit",
                urgency=(str(since), row.id),
                tone="wait",
                state=_("Correction"),
                client=(row.client.name, row.client.tier_id, row.client.number),
                deeds=(Deed(_("Check"), href, "eye"),),
            ),
        )
    return list(found.values())


def merges_to_confirm(actor: Actor, today: date) -> list[Line]:
    """Merges that another branch admin proposed."""
    rows = merges(ClientScope(actor, may=P.MERGE), "proposed", count=MOST + 1)
    return [
        Line(
            about=("merge", row.id),
            band=TODAY,
            title=_("Confirm the merge of %(gone)s into %(kept)s", gone=row.gone.name, kept=row.kept.name),
            href=f"/merges/{row.id}",
            why=_("a second pair of eyes is needed"),
            icon="copy",
            urgency=(str(row.proposed_at), row.id),
            tone="wait",
            state=_("Merge"),
            client=(row.kept.name, row.kept.tier_id, row.kept.number),
            deeds=(Deed(_("Check"), f"/merges/{row.id}", "eye"),),
        )
        for row in rows
        if row.proposed_by_id != actor.account_id
    ]


def duplicates(actor: Actor, today: date) -> list[Line]:
    """That there are records which may be the same client: one line, whatever their number. As it is work for a quiet
    hour it is looked for once a minute at most."""
    scope = ClientScope(actor, may=P.CLIENTS_WRITE)
    there = kept(("duplicates", actor.account_id, scope.shape()), lambda: bool(pair_page(scope, size=1).rows))
    return [
        Line(
            about=("duplicate_pair", 0),
            band=WEEK,
            title=_("Compare records that may be the same client"),
            href="/clients/duplicates",
            why=_("found by comparing records"),
            icon="copy",
            urgency=("9",),
            tone="plain",
            state=_("Duplicate"),
            deeds=(Deed(_("Compare"), "/clients/duplicates", "eye"),),
        )
        for _row in range(there)
    ]


def empty_seats(actor: Actor, today: date) -> list[Line]:
    """VIPs without a full team, the wealthiest first."""
    scope = ClientScope(actor, may=P.TEAMS_WRITE)
    rows = page(scope, ClientFilter(team="incomplete"), "aum", size=FEW).rows if scope.pieces() else []
    return [
        Line(
            about=("team", row["id"]),
            band=WEEK,
            title=_("Complete the team of %(name)s", name=row["name"]),
            href=f"/clients/{row['number']}/team",
            why=_("a VIP without a client manager, an adviser or a specialist"),
            icon="users-group",
            urgency=("8", -row["aum"]),
            tone="wait",
            state=_("incomplete"),
            client=(row["name"], row["tier_id"], row["number"]),
            deeds=(Deed(_("Assign"), f"/clients/{row['number']}/team?proposed=1#whole", "user-plus"),),
        )
        for row in rows
    ]
