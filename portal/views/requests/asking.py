"""What the form of a request asks of a complaint alone."""

from __future__ import annotations

from portal.forms.requests import RequestForm
from portal.models import Client
from portal.reads.complaints.about import team_named
from portal.reads.complaints.cases import own_decided
from portal.reads.complaints.held import held_of
from portal.web.answers import current_actor


def of_complaint(form: RequestForm, client: Client) -> None:
    """Read for the form's page, and where a complaint is filed: filing anything else pays nothing for it."""
    form.name_team(team_named(client))
    form.of_complaint(held_of(client), own_decided(current_actor, client.id), client.branch_id)
