"""Lists and their names in words."""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import lazy_pgettext as _lp
from portal.words.states import State

LIST_STATES = {
    "draft": State("plain", _l("Draft"), "edit"),
    "submitted": State("wait", _l("With head office"), "hourglass"),
    "returned": State("late", _l("Returned with questions"), "help-circle"),
    "decided": State("done", _l("Decided")),
    "withdrawn": State("plain", _l("Given up"), "arrow-back-up"),
}
NAME_STATES = {
    "taken": State("plain", _l("On the list"), "circle-plus"),
    "left_out": State("plain", _l("Left out"), "circle-minus"),
    "submitted": State("info", _l("With head office"), "hourglass"),
    "returned": State("wait", _l("Head office asks"), "help-circle"),
    "completing": State("info", _l("To be completed"), "clock"),
    "complete": State("done", _l("Complete")),
    "rejected": State("late", _lp("name on a list", "Rejected"), "circle-x"),
    "withdrawn": State("plain", _l("Taken back"), "arrow-back-up"),
}
CLIENT_STATES = {
    "candidate": State("plain", _l("Candidate")),
    "submitted": State("info", _l("Submitted")),
    "returned": State("wait", _l("Returned with a question")),
    "approved": State("info", _l("Approved")),
    "completing": State("wait", _l("Record being completed")),
    "complete": State("done", _l("Complete")),
    "rejected": State("late", _lp("name on a list", "Rejected")),
}
"""Where a client stands with the lists, as the list of clients shows and filters it."""

DEEDS: dict[str, Any] = {
    "list.opened": _l("%(actor)s opened the list %(number)s “%(title)s”"),
    "list.edited": _l("%(actor)s changed the list %(number)s “%(title)s”"),
    "list.withdrawn": _l("%(actor)s gave up the list %(number)s “%(title)s”"),
    "list.taken": _l("%(actor)s put names on the list %(number)s (%(count)s): %(names)s"),
    "list.left_out": _l("%(actor)s left names out of the list %(number)s (%(count)s): %(names)s"),
    "list.name_changed": _l("%(actor)s changed what is proposed for %(client)s on the list %(number)s"),
    "list.papers": _l("%(actor)s attached papers for %(client)s to the list %(number)s (%(count)s)"),
    "list.submitted": _l("%(actor)s submitted the list %(number)s “%(title)s” to head office (%(count)s)"),
    "list.approved": _l("%(actor)s approved names of the list %(number)s (%(count)s): %(names)s"),
    "list.returned": _l("%(actor)s returned names of the list %(number)s with a question (%(count)s): %(names)s"),
    "list.rejected": _l("%(actor)s rejected names of the list %(number)s (%(count)s): %(names)s"),
    "list.answered": _l("%(actor)s answered head office about %(client)s on the list %(number)s"),
    "list.name_withdrawn": _l("%(actor)s took %(client)s back from the list %(number)s"),
    "list.completed": _l("%(actor)s completed the record of %(client)s (list %(number)s)"),
    "list.proposed": _l("%(actor)s proposed %(client)s for %(tier)s"),
    "list.proposal_taken": _l("%(actor)s put %(client)s on a list as proposed"),
    "list.proposal_declined": _l("%(actor)s declined the proposal of %(client)s"),
    "letters.begun": _l("%(actor)s had welcome letters written in the background"),
    "letters.opened": _l("%(actor)s opened welcome letters to print them (%(count)s)"),
    "letters.issued": _l("%(actor)s issued welcome letters (%(count)s)"),
}

NOTICES: dict[str, Any] = {
    "list.submitted": _l("%(branch)s has submitted the list %(number)s (%(count)s)"),
    "list.approved": _l("Head office has approved names of the list %(number)s (%(count)s): %(names)s"),
    "list.returned": _l("Head office has a question about names of the list %(number)s (%(count)s): %(names)s"),
    "list.rejected": _l("Head office has rejected names of the list %(number)s (%(count)s): %(names)s"),
    "list.answered": _l("The branch has answered your question about %(client)s (%(number)s)"),
    "list.approved_client": _l("%(client)s is %(tier)s now: please complete the record and the team"),
    "list.completed": _l("%(staff)s has completed the record of %(client)s"),
    "list.reminder": _l("The record of %(client)s (%(number)s) is not complete yet; working days left: %(days)s"),
    "list.late": _l("The record of %(client)s (%(number)s) is overdue; working days: %(days)s"),
    "list.proposed": _l("%(staff)s proposes %(client)s for %(tier)s"),
    "list.proposal_taken": _l("%(staff)s has put %(client)s on a list, as you proposed"),
    "list.proposal_declined": _l("%(staff)s has declined your proposal of %(client)s"),
    "list.welcome": _l("Welcome as a %(tier)s client of our bank. Your benefits are open to you from today"),
}

TASKS: dict[str, tuple[Any, Any]] = {
    "letters.write": (_l("Writing welcome letters"), _l("%(count)s letters are ready. They can be opened once.")),
}
"""Kind of background work → (its title, the sentence at its end with what the work answered)."""

FIELDS: dict[str, Any] = {
    "title": _l("Name of the list"),
    "period": _l("Month"),
    "tier": _l("Proposed tier"),
    "reason": _l("Why this client"),
}
"""What its columns are called, also in the audit trail."""
