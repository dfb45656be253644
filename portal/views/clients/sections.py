"""The sections of a client's page: what each reads, where it stands, when it loads.

How to plug one in: `templates/clients/sections/<id>.html` holds one `<section class="section" id="<id>">…</section>`
with the imports it needs; one line in SECTIONS names its read, a function (actor, client) → the template's variables,
of one statement. A section on the page costs the page's budget (12 statements in all, tests/house/test_statements.py:
10 are taken); `on_demand=True` costs nothing: it comes by HTMX when the reader scrolls to it (`folded=True`: when he
asks for it), and without script by the link "Show", which is a page of its own at `/clients/<number>/<id>`, as it is
for every section.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from portal.forms.quality.findings import mend_path
from portal.ground.errors import OutOfScope
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Client
from portal.models.clients.client import NEVER
from portal.reads import reference
from portal.reads.accounts.actors import Actor
from portal.reads.benefits.left import benefits_of
from portal.reads.clients.circle import circle_of, named_in
from portal.reads.clients.consents import history_of, in_force
from portal.reads.clients.latest import latest_of
from portal.reads.clients.page import aum_months
from portal.reads.clients.timeline import KINDS, PAGE, TimelineFilter, people_of, timeline_of
from portal.reads.contacts.agreed import last_agreed, words_of
from portal.reads.contacts.plans import reads_confidential
from portal.reads.finding.tags import tags_of
from portal.reads.follow_ups.reasons import why as why_called
from portal.reads.holdings.holdings import holdings_of, latest_transactions, own_accounts
from portal.reads.holdings.suggestions import suggestions_for
from portal.reads.quality.findings import findings_of, missing_fields, required_count
from portal.reads.requests.told import complaints_of
from portal.reads.screening.names import drafts_for, left_of, names_of_client, open_name_of, open_proposal_of
from portal.reads.screening.scope import ListScope
from portal.reads.signatures.asked import all_of as signatures_of
from portal.reads.teams.seats import current_team
from portal.reads.tiers.standing import latest_standing, next_tier
from portal.rules.accounts.visibility import Permission
from portal.rules.contacts import WORDS
from portal.rules.quality.findings import completeness
from portal.rules.shared.addresses import row_id
from portal.rules.signatures import READ_WITH_CLIENT
from portal.views.clients.charts import aum_chart
from portal.views.clients.head import head_of
from portal.words import consents, timeline
from portal.words.contacts import FIELDS
from portal.words.quality import field_words, finding_sentence
from portal.words.tiers import decision_chip, why

Read = Callable[[Actor, Client], dict[str, Any]]

AT_FIRST_SIGHT = 8
"""Moments of the timeline on the client's page: what happened lately; older ones come by twenty."""


@dataclass(frozen=True)
class Section:
    """`column` is main or side; `permission` and `shown` say for whom and for which client it is there at all.

    `on_demand` comes when the reader scrolls to it; `folded` too only when he asks for it: what is long and seldom
    read.
    """

    id: str
    title: Any
    read: Read
    column: str = "main"
    on_demand: bool = False
    folded: bool = False
    permission: Permission | None = None
    shown: Callable[[Client], bool] = lambda client: True

    @property
    def template(self) -> str:
        return f"clients/sections/{self.id}.html"

    def open_to(self, actor: Actor, client: Client) -> bool:
        return (self.permission is None or actor.may(self.permission, client)) and self.shown(client)


def _team(actor: Actor, client: Client) -> dict[str, Any]:
    return {"team": current_team(client.id)}


def _latest(actor: Actor, client: Client) -> dict[str, Any]:
    """Contacts, requests and events share one statement."""
    confidential = reads_confidential(actor, client)
    latest = latest_of(client.id, complaints_of(actor, client.id), confidential=confidential, reader=actor.staff_id)
    agreed = last_agreed(client.id) if client.next_contact_due != NEVER else None
    if agreed and agreed.confidential and not confidential:
        agreed = None
    return {
        "latest": latest,
        "agreed": agreed if agreed and agreed.day == client.next_contact_due else None,
        "contact_words": words_of([one.id for one in latest.contacts]) if latest.contacts else {},
        "word_kinds": {kind: FIELDS[kind] for kind in WORDS},
        "why_called": why_called,
    }


def _holdings(actor: Actor, client: Client) -> dict[str, Any]:
    """What he holds and what he lacks share the statements."""
    months, holdings = aum_months(client.id), holdings_of(client, movements=0)
    return {
        "holdings": holdings,
        "months": months,
        "lacks": suggestions_for(client, holdings),
        **aum_chart(client, months),
    }


def _transactions(actor: Actor, client: Client) -> dict[str, Any]:
    return {"transactions": latest_transactions(own_accounts(client.id), 10)}


def _standing(actor: Actor, client: Client) -> dict[str, Any]:
    return {
        "standing": latest_standing(client.id),
        "next_tier": next_tier(client),
        "why": why,
        "decision_chip": decision_chip,
    }


def _benefits(actor: Actor, client: Client) -> dict[str, Any]:
    return {"benefits": benefits_of(client)}


def _quality(actor: Actor, client: Client) -> dict[str, Any]:
    found = findings_of(client.id)
    lacking = missing_fields(client)
    return {
        "complete": completeness(required_count(client), len(lacking)),
        "lacking": [field_words(name) for name in lacking],
        "others": [one for one in found if one.code != "missing"],
        "finding_sentence": finding_sentence,
        "mend_path": mend_path,
    }


def _lists(actor: Actor, client: Client) -> dict[str, Any]:
    higher = any(one.rank > reference.ranks()[client.tier_id] for one in reference.tiers().values() if one.in_force)
    open_ = open_name_of(client.id) if higher else None
    return {
        "list_names": names_of_client(ListScope(actor), client.id),
        "left_of": left_of,
        "may_rise": higher and open_ is None and client.status == "active",
        "proposal": open_proposal_of(client.id),
        "drafts": drafts_for(actor, client) if actor.may(Permission.LISTS_SUBMIT, client) else [],
    }


def _relations(actor: Actor, client: Client) -> dict[str, Any]:
    return {"circle": circle_of(actor, client)}


def _history(actor: Actor, client: Client) -> dict[str, Any]:
    """The timeline as the address asks for it; the people to choose from only where the section stands by itself."""
    kinds = [kind for kind in KINDS if kind in request.args.getlist("kind")]
    wanted = TimelineFilter(kinds, row_id(request.args.get("by")))
    alone = request.endpoint == "clients.section"
    count = PAGE if alone else AT_FIRST_SIGHT
    moments, older = timeline_of(
        client.id,
        wanted,
        request.args.get("before", ""),
        count,
        confidential=reads_confidential(actor, client),
        complaints=complaints_of(actor, client.id),
        reader=actor.staff_id,
    )
    others = named_in(actor, client, [one.id for one in moments if one.kind in timeline.RELATED])
    query = {"kind": kinds, "by": wanted.by or "", "before": older}
    kept = {name: value for name, value in query.items() if value}
    return {
        "timeline": timeline.lines(moments, others),
        "timeline_older": f"/clients/{client.number}/history?{urlencode(kept, doseq=True)}" if older else "",
        "timeline_wanted": wanted,
        "timeline_kinds": [(kind, str(timeline.KIND_WORDS[kind])) for kind in KINDS],
        "timeline_people": people_of(client.id) if alone else [],
    }


def _consents(actor: Actor, client: Client) -> dict[str, Any]:
    """What is in force, with version, day and who wrote it down; then what was said before."""
    history = history_of(client.id)
    latest = in_force(history)
    return {
        "consents": latest,
        "earlier": [one for one in history if latest[one.row.kind] is not one],
        "consent_titles": consents.TITLES,
        "consent_unanswered": consents.UNANSWERED_HERE,
        "consent_channels": dict(consents.CHANNELS),
    }


def _signatures(actor: Actor, client: Client) -> dict[str, Any]:
    return {"signatures": signatures_of(client.id, READ_WITH_CLIENT)}


def _elsewhere(actor: Actor, client: Client) -> dict[str, Any]:
    """`views/clients/record.py` answers for this section itself: it has forms."""
    return {}


def _tags(actor: Actor, client: Client) -> dict[str, Any]:
    return tags_of(actor, client.id)


SECTIONS: tuple[Section, ...] = (
    Section("history", _l("History"), _history),
    Section("profile", _l("Record"), _elsewhere, on_demand=True, folded=True),
    Section("holdings", _l("Holdings"), _holdings),
    Section("suggestions", _l("What is missing"), _holdings),
    Section("transactions", _l("Latest transactions"), _transactions, on_demand=True),
    Section("quality", _l("Completeness"), _quality, column="side", permission=Permission.QUALITY_READ),
    Section("team", _l("1+1+N team"), _team, column="side"),
    Section(
        "standing",
        _l("Where the client stands"),
        _standing,
        column="side",
        on_demand=True,
        permission=Permission.TIERS_READ,
    ),
    Section("contacts", _l("Contacts"), _latest, column="side"),
    Section("requests", _l("Requests"), _latest, column="side"),
    Section("events", _l("Events"), _latest, column="side"),
    Section("benefits", _l("Benefits this year"), _benefits, column="side"),
    Section("lists", _l("Lists"), _lists, column="side", on_demand=True, permission=Permission.TIERS_READ),
    Section("relations", _l("Relations"), _relations, column="side"),
    Section("consents", _l("Consents"), _consents, column="side", on_demand=True),
    Section("signatures", _l("Signatures"), _signatures, column="side", on_demand=True),
    Section("tags", _l("Tags"), _tags, column="side", on_demand=True, permission=Permission.TAG),
)
"""In the order of each column."""


def of_page(actor: Actor, client: Client) -> dict[str, Any]:
    """Everything that the client's page shows at first sight; sections that share a read are read once."""
    here = [section for section in SECTIONS if section.open_to(actor, client)]
    context: dict[str, Any] = {"sections": here}
    for read in dict.fromkeys(section.read for section in here if not section.on_demand):
        context |= read(actor, client)
    context["head"] = head_of(client, context["latest"])
    return context


def of_one(actor: Actor, client: Client, name: str) -> dict[str, Any]:
    """One section by itself. Raises OutOfScope for one that is not there for this person."""
    section = next((one for one in SECTIONS if one.id == name and one.open_to(actor, client)), None)
    if section is None:
        raise OutOfScope()
    return {"section": section, **section.read(actor, client)}
