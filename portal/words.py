"""Sentences for deeds and notices: the code that the database keeps, and the words of the catalogue."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from . import clock, formats, product_words
from .forms import codes
from .forms.base import known_fields
from .forms.organisation import ROLE_WORDS
from .forms.relations import ROLE_WORDS as RELATION_WORDS
from .i18n import gettext as _
from .i18n import named
from .models import reference

DEEDS: dict[str, Any] = {
    "account.signed_in": _l("%(actor)s signed in"),
    "account.signed_out": _l("%(actor)s signed out"),
    "account.sign_in_failed": _l("A sign-in as %(username)s failed"),
    "account.devices_signed_out": _l("%(actor)s signed out of other devices (%(count)s)"),
    "account.password_changed": _l("%(actor)s changed their own password"),
    "account.password_set": _l("The password of %(username)s was set from the command line"),
    "account.code_issued": _l("%(actor)s issued a one-time code for %(username)s"),
    "account.activated": _l("%(actor)s used a one-time code"),
    "account.opened": _l("%(actor)s opened a login for %(client)s"),
    "client.created": _l("%(actor)s entered %(client)s as %(number)s"),
    "client.tagged": _l("%(actor)s hung the tag “%(tag)s” on %(client)s"),
    "client.untagged": _l("%(actor)s took the tag “%(tag)s” off %(client)s"),
    "clients.tagged": _l("%(actor)s hung the tag “%(tag)s” on %(count)s clients"),
    "clients.untagged": _l("%(actor)s took the tag “%(tag)s” off %(count)s clients"),
    "clients.exported": _l("%(actor)s exported %(count)s clients as %(kind)s (filter: %(filter)s)"),
    "clients.exported_whole": _l(
        "%(actor)s exported %(count)s clients with whole numbers as %(kind)s (filter: %(filter)s), because: %(reason)s"
    ),
    "tag.created": _l("%(actor)s put the tag “%(tag)s” on the branch’s list"),
    "tag.changed": _l("%(actor)s changed the tag “%(tag)s”"),
    "tag.removed": _l("%(actor)s removed the tag “%(tag)s”, which %(count)s clients carried"),
    "filter.saved": _l("%(actor)s saved the filter “%(filter)s”"),
    "filter.changed": _l("%(actor)s changed what the filter “%(filter)s” shows"),
    "filter.renamed": _l("%(actor)s changed the name or the readers of the filter “%(filter)s”"),
    "filter.frozen": _l("%(actor)s froze the filter “%(filter)s” with %(count)s clients"),
    "filter.deleted": _l("%(actor)s deleted the filter “%(filter)s”"),
    "client.edited": _l("%(actor)s edited the record of %(client)s"),
    "client.merged": _l("%(actor)s merged %(other)s into %(client)s (%(number)s)"),
    "client.parted": _l("%(actor)s undid the merge of %(client)s (%(number)s) into %(other)s"),
    "merge.proposed": _l("%(actor)s proposed to merge %(other)s into %(client)s (%(number)s)"),
    "merge.declined": _l("%(actor)s declined to merge %(other)s into %(client)s (%(number)s)"),
    "quality.required": _l("%(actor)s changed what records must say"),
    "contact.recorded": _l("%(actor)s recorded a contact with %(client)s"),
    "client.phone_added": _l("%(actor)s added the phone %(phone)s to the record of %(client)s"),
    "client.phone_main": _l("%(actor)s made %(phone)s the main phone of %(client)s"),
    "client.phone_removed": _l("%(actor)s removed the phone %(phone)s from the record of %(client)s"),
    "client.address_added": _l("%(actor)s added an address to the record of %(client)s: %(address)s"),
    "client.address_main": _l("%(actor)s made another address the main one of %(client)s: %(address)s"),
    "client.address_removed": _l("%(actor)s removed an address from the record of %(client)s: %(address)s"),
    "client.revealed": _l("%(actor)s looked at the whole %(what)s of %(client)s: %(reason)s"),
    "client.verified": _l("%(actor)s confirmed the record with %(client)s"),
    "person.added": _l("%(actor)s authorised %(person)s to act for %(client)s: %(scope)s"),
    "person.changed": _l("%(actor)s changed what %(person)s may do for %(client)s"),
    "person.ended": _l("%(actor)s ended the authority of %(person)s for %(client)s: %(reason)s"),
    "proposal.made": _l("%(actor)s asked for corrections to the record of %(client)s"),
    "proposal.withdrawn": _l("%(actor)s took back the correction of “%(field)s”"),
    "proposal.accepted": _l("%(actor)s confirmed the correction of “%(field)s” for %(client)s"),
    "proposal.declined": _l("%(actor)s declined the correction of “%(field)s” for %(client)s: %(reason)s"),
    "relation.added": _l("%(actor)s recorded %(other)s in the circle of %(client)s: %(relation)s"),
    "relation.ended": _l("%(actor)s ended the relation of %(client)s to %(other)s: %(relation)s"),
    "duplicate.denied": _l("%(actor)s noted that %(client)s is not the same as %(other)s"),
    "duplicate.reopened": _l("%(actor)s asked again whether %(client)s is the same as %(other)s"),
    "team.manager": _l("%(actor)s made %(staff)s client manager of %(client)s"),
    "team.adviser": _l("%(actor)s made %(staff)s wealth adviser of %(client)s"),
    "team.specialist": _l("%(actor)s added %(staff)s to the service team of %(client)s"),
    "team.ended": _l("%(actor)s ended the seat of %(staff)s with %(client)s"),
    "staff.added": _l("%(actor)s entered %(staff)s at %(place)s"),
    "staff.edited": _l("%(actor)s edited the record of %(staff)s"),
    "staff.left": _l("%(actor)s recorded that %(staff)s has left"),
    "role.granted": _l("%(actor)s gave %(staff)s the role %(role)s over %(place)s"),
    "role.ended": _l("%(actor)s ended the role %(role)s of %(staff)s over %(place)s"),
    "branch.edited": _l("%(actor)s edited the branch %(place)s"),
    "keys.rotating": _l("%(actor)s began to change the data key to %(key)s"),
    "keys.rotated": _l("%(actor)s finished changing the data key to %(key)s; the old one is gone"),
    "clients.generated": _l("%(actor)s generated %(count)s clients"),
    "suggestion.taken": _l("%(actor)s took up the suggestion of %(product)s for %(client)s"),
    "suggestion.postponed": _l("%(actor)s postponed the suggestion of %(product)s for %(client)s"),
    "suggestion.declined": _l("%(actor)s declined the suggestion of %(product)s for %(client)s"),
    "outside.noted": _l("%(actor)s noted that %(client)s has %(product)s at %(bank)s"),
    "outside.ended": _l("%(actor)s noted that %(client)s has %(product)s at %(bank)s no more"),
    "product.added": _l("%(actor)s added %(product)s to the catalogue of products"),
    "product.edited": _l("%(actor)s changed %(product)s in the catalogue of products"),
    "import.done": _l("%(actor)s imported %(format)s into %(place)s"),
    "import.received": _l("%(actor)s uploaded %(files)s for %(place)s"),
    "import.confirmed": _l("%(actor)s confirmed the import of %(files)s"),
    "import.mended": _l("%(actor)s mended line %(line)s of %(files)s before its import"),
    "import.discarded": _l("%(actor)s gave up the import of %(files)s"),
    "import.stopped": _l("%(actor)s stopped the import of %(files)s"),
    "import.rejected": _l("%(actor)s downloaded the rejected rows of %(files)s"),
    "import.undo_asked": _l("%(actor)s asked to undo the import of %(files)s"),
    "import.undone": _l("%(actor)s undid the import of %(files)s"),
    "request.filed": _l("%(actor)s filed %(number)s for %(client)s: %(subject)s"),
    "request.taken": _l("%(actor)s took %(number)s of %(client)s"),
    "request.reply": _l("%(actor)s replied to %(client)s about %(number)s"),
    "request.ask": _l("%(actor)s asked %(client)s something about %(number)s; the clock waits"),
    "request.answer": _l("%(actor)s wrote about %(number)s"),
    "request.note": _l("%(actor)s added an internal note to %(number)s of %(client)s"),
    "request.resolved": _l("%(actor)s resolved %(number)s of %(client)s"),
    "request.closed": _l("%(actor)s closed %(number)s of %(client)s"),
    "request.reopened": _l("%(actor)s reopened %(number)s of %(client)s"),
    "request.withdrawn": _l("%(actor)s withdrew %(number)s"),
    "request.rated": _l("%(actor)s rated %(number)s with %(score)s of 5"),
    "request.reassigned": _l("%(actor)s gave %(number)s of %(client)s to %(staff)s"),
    "setting.changed": _l("%(actor)s changed the setting %(name)s"),
    "tier.up": _l("%(actor)s moved %(client)s up to %(tier)s, as the months say"),
    "tier.down": _l("%(actor)s moved %(client)s down to %(tier)s after the protected months"),
    "tier.granted": _l("%(actor)s gave %(client)s the tier %(tier)s by hand until %(until)s"),
    "tier.grant_ended": _l("%(actor)s ended the tier %(tier)s that %(client)s held by hand"),
    "tier.grant_over": _l("The tier %(tier)s that %(client)s held by hand has reached its end"),
    "tier.rules_saved": _l("%(actor)s set the tier rules that hold from %(since)s"),
    "tier.rules_withdrawn": _l("%(actor)s withdrew the tier rules that were to hold from %(since)s"),
    "task.cancelled": _l("%(actor)s stopped a piece of background work"),
    "event.planned": _l("%(actor)s planned the event %(number)s “%(title)s”"),
    "event.edited": _l("%(actor)s changed the event %(number)s “%(title)s”"),
    "event.submit": _l("%(actor)s submitted the event %(number)s “%(title)s” for approval"),
    "event.approve": _l("%(actor)s approved the event %(number)s “%(title)s”"),
    "event.return": _l("%(actor)s returned the event %(number)s “%(title)s” for changes"),
    "event.publish": _l("%(actor)s published the event %(number)s “%(title)s”"),
    "event.cancel": _l("%(actor)s called off the event %(number)s “%(title)s”"),
    "event.hold": _l("%(actor)s recorded that the event %(number)s “%(title)s” took place"),
    "event.signed_up": _l("%(actor)s signed %(client)s up for %(number)s “%(title)s” (seats: %(seats)s)"),
    "event.sign_up_cancelled": _l("%(actor)s gave back the seats of %(client)s at %(number)s “%(title)s”"),
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

OWN_DEEDS: dict[str, Any] = {
    "request.filed": _l("%(actor)s filed %(number)s: %(subject)s"),
    "event.signed_up": _l("%(actor)s signed up for %(number)s “%(title)s” (seats: %(seats)s)"),
    "event.sign_up_cancelled": _l("%(actor)s gave back the seats at %(number)s “%(title)s”"),
}
"""The same deeds when the client did them without help."""

NOTICES: dict[str, Any] = {
    "import.done": _l("The import of %(files)s into %(place)s is done"),
    "import.undone": _l("The import of %(files)s into %(place)s is undone"),
    "import.waits": _l("The nightly file %(files)s for %(place)s needs a look: rows are rejected or undecided"),
    "import.unreadable": _l("The nightly file %(files)s for %(place)s cannot be read"),
    "team.you_are_manager": _l("You are now the client manager of %(client)s"),
    "team.you_are_adviser": _l("You are now the wealth adviser of %(client)s"),
    "team.you_are_specialist": _l("You are now in the service team of %(client)s"),
    "team.you_left": _l("You no longer serve %(client)s"),
    "team.your_manager": _l("%(staff)s is now your client manager"),
    "team.your_adviser": _l("%(staff)s is now your wealth adviser"),
    "team.your_specialist": _l("%(staff)s is now in your service team"),
    "proposal.made": _l("%(client)s asks you to correct the record"),
    "proposal.accepted": _l("Your correction is in our records: %(field)s"),
    "proposal.declined": _l("We could not take over your correction of “%(field)s”: %(reason)s"),
    "person.ran_out": _l("The authority of %(person)s for %(client)s has run out"),
    "role.granted": _l("You now hold the role %(role)s over %(place)s"),
    "role.ended": _l("Your role %(role)s over %(place)s has ended"),
    "client.merged": _l("%(other)s has been merged into %(client)s (%(number)s)"),
    "client.parted": _l("The merge of %(client)s (%(number)s) into %(other)s was undone"),
    "merge.proposed": _l("%(staff)s asks you to confirm a merge: %(other)s into %(client)s (%(number)s)"),
    "merge.confirmed": _l("%(staff)s confirmed the merge of %(client)s"),
    "merge.declined": _l("%(staff)s declined the merge of %(client)s"),
    "request.filed": _l("%(client)s asks for your help: %(subject)s (%(number)s)"),
    "request.filed_for_you": _l("We have noted your request %(number)s as you told us: %(subject)s"),
    "request.taken": _l("%(staff)s is looking after your request: %(subject)s"),
    "request.answered": _l("%(staff)s has replied to you: %(subject)s"),
    "request.client_answered": _l("%(client)s has answered: %(subject)s (%(number)s)"),
    "request.noted": _l("%(staff)s left an internal note on %(number)s of %(client)s"),
    "request.resolved": _l("%(staff)s has settled your request: %(subject)s. How was it for you?"),
    "request.reopened": _l("%(client)s has reopened %(number)s: %(subject)s"),
    "request.reopened_for_you": _l("We have taken up your request again: %(subject)s"),
    "request.withdrawn": _l("%(client)s has withdrawn %(number)s: %(subject)s"),
    "request.rated": _l("%(client)s rated %(number)s with %(score)s of 5"),
    "request.given_to_you": _l("You have been given %(number)s of %(client)s: %(subject)s"),
    "tier.up": _l("Congratulations: you are now a %(tier)s client. Your new benefits are ready for you"),
    "tier.down": _l("From today your tier is %(tier)s. Your client manager is glad to help you find the way back"),
    "tier.protected": _l("Your %(tier)s tier is safe until %(until)s: an average of %(amount)s more by then keeps it"),
    "tier.granted_for_you": _l("You are a %(tier)s client with us until %(until)s. It is a pleasure to look after you"),
    "tier.grant_ends_for_you": _l(
        "Your %(tier)s tier was given until %(until)s; after that your average assets decide. Your client manager is glad to advise you"
    ),
    "tier.client_up": _l("%(client)s has moved up to %(tier)s; a good moment to call"),
    "tier.client_down": _l("%(client)s has moved down from %(before)s to %(tier)s"),
    "tier.client_protected": _l("%(client)s keeps %(tier)s until %(until)s only: %(amount)s are missing on average"),
    "tier.client_candidate": _l("%(client)s reaches %(tier)s by the months: a candidate for the list"),
    "tier.client_granted": _l("%(client)s holds the tier %(tier)s by hand until %(until)s"),
    "tier.client_grant_ends": _l("The tier %(tier)s that %(client)s holds by hand ends on %(until)s"),
    "tier.client_grant_ended": _l("The tier %(tier)s that %(client)s held by hand has ended; the months decide again"),
    "event.submitted": _l("%(staff)s asks you to approve the event “%(title)s”"),
    "event.approved": _l("%(staff)s has approved your event “%(title)s”"),
    "event.returned": _l("%(staff)s has returned your event “%(title)s” with comments"),
    "event.changed": _l("Please note: time or place of “%(title)s” has changed"),
    "event.cancelled": _l("We are sorry: “%(title)s” cannot take place. We hope to welcome you another time"),
    "event.signed_up_for_you": _l("Your seats at “%(title)s” are kept: %(seats)s"),
    "event.cancelled_for_you": _l("Your seats at “%(title)s” have been given back, as you wished"),
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

BY_COMMAND = frozenset(
    {"account.password_set", "staff.added", "import.done", "clients.generated", "keys.rotating", "keys.rotated"}
)
"""Deeds that nobody signed in for does only from the command line; all others are the worker's, the portal's own."""

ICONS = {
    "account": "login", "client": "user", "clients": "users", "tag": "tag", "filter": "bookmark",
    "team": "users-group", "staff": "id-badge-2", "role": "key", "branch": "building-bank",
    "request": "message-2", "event": "calendar-event", "duplicate": "users", "merge": "arrows-exchange",
    "quality": "clipboard-check", "import": "file-import", "tier": "crown", "setting": "settings", "task": "hourglass",
    "list": "list-details", "letters": "mail", "relation": "users", "person": "user-shield", "proposal": "edit", "keys": "lock",
    "contact": "phone", "suggestion": "bulb", "outside": "building-bank", "product": "list-details",
}  # fmt: skip


TIER_WORDS = {"tier", "before"}
DAY_WORDS = {"until", "since"}
"""Words of deeds and notices that are kept as codes of tiers and as dates, and read in the reader's language."""


def tier_name(code: str) -> str:
    """A tier's name in the reader's language; anything else as it is."""
    return named(reference.tiers()[code]) if code in reference.tiers() else code


def _shown_day(text: str) -> str:
    return formats.day(date.fromisoformat(text), weekday=False) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


TIER_REASONS: dict[str, Any] = {
    "months.up": _l("the average of the months reached it"),
    "months.down": _l("the average of the months stayed below the former tier for longer than it is protected"),
}


def tier_reason(text: str) -> str:
    """Why a client came into a tier: what somebody wrote, the list (R2), or the sentence of a move by the months."""
    listed = re.fullmatch(r"list (L-\d{4}-\d+)", text)
    return _("list %(number)s", number=listed[1]) if listed else str(TIER_REASONS.get(text, text))


NUMBERS: dict[str, Any] = {
    "document": _l("document number"), "mobile": _l("phone number"), "account": _l("account number"), "card": _l("card number"),
}  # fmt: skip
"""What a masked number is."""


def _filled(text: Any, words: dict[str, Any]) -> str:
    known = {**words}
    if "what" in known:
        known["what"] = str(NUMBERS.get(known["what"], known["what"]))
    if "scope" in known:
        known["scope"] = codes.word("scope", known["scope"])
    if "field" in known:
        known["field"] = str(known_fields().get(known["field"], (known["field"], False))[0])
    if "role" in known:
        known["role"] = str(ROLE_WORDS.get(known["role"], known["role"]))
    if "relation" in known:
        known["relation"] = str(RELATION_WORDS.get(known["relation"], known["relation"]))
    for name in TIER_WORDS & known.keys():
        known[name] = tier_name(known[name])
    for name in DAY_WORDS & known.keys():
        known[name] = _shown_day(str(known[name]))
    if "fen" in known:
        known["amount"] = formats.money(int(known["fen"]))
    if "branch" in known:
        known["branch"] = next(
            (named(one) for one in reference.branch_tree() if one.code == known["branch"]), known["branch"]
        )
    if "product" in known:
        known["product"] = product_words.any_name(known["product"])
    try:
        return str(text) % known
    except KeyError:
        return str(text)


def deed_sentence(entry: Any) -> str:
    """An audit entry as a sentence in the reader's language."""
    nobody = _("The command line") if entry.action in BY_COMMAND else _("The portal")
    text = DEEDS.get(entry.action, entry.action)
    if entry.actor_name and entry.actor_name == entry.words.get("client"):
        text = OWN_DEEDS.get(entry.action, text)
    return _filled(text, {"actor": entry.actor_name or nobody, **entry.words})


TASKS: dict[str, tuple[Any, Any]] = {
    "exports.clients": (_l("Writing a file of clients"), _l("The file with %(count)s clients is ready.")),
    "clients.bulk": (_l("A deed on many clients"), _l("Done for %(count)s clients.")),
    "imports.stage": (_l("Reading files for an import"), _l("The files are read.")),
    "imports.check": (_l("Checking the rows of an import again"), _l("The rows are checked.")),
    "imports.load": (_l("Writing an import"), _l("The import is written.")),
    "imports.undo": (_l("Undoing an import"), _l("The undo has ended.")),
    "letters.write": (_l("Writing welcome letters"), _l("%(count)s letters are ready. They can be opened once.")),
}
"""Kind of background work → (its title, the sentence at its end with what the work answered)."""


def task_words(task: Any) -> tuple[str, str]:
    """Title and closing sentence of a piece of background work."""
    title, end = TASKS.get(task.kind, (_l("Background work"), _l("Done.")))
    return str(title), _filled(end, {**task.params, **task.result})


def notice_sentence(notice: Any) -> str:
    """A notice as a sentence in the reader's language."""
    return _filled(NOTICES.get(notice.kind, notice.kind), notice.words)


MONEY_FIELDS = {"budget"}
CHANGE_LABELS: dict[str, Any] = {"staff": _l("Person"), "branch": _l("Branch"), "assignee": _l("Person"),
                                 "document_masked": _l("Document number")}  # fmt: skip


def changes_of(entry: Any) -> list[tuple[str, str, str]]:
    """What a deed changed, as (label, before, after) in the reader's language."""
    labels = known_fields()
    found = []
    for name, values in (entry.changes or {}).items():
        if not isinstance(values, list) or len(values) != 2:
            continue
        plain = name.removesuffix("_id")
        label = (
            str(CHANGE_LABELS[plain])
            if plain in CHANGE_LABELS
            else str(labels[plain][0])
            if plain in labels
            else plain.replace("_", " ").capitalize()
        )
        found.append((label, _shown(plain, values[0]), _shown(plain, values[1])))
    return found


def _shown(name: str, value: Any) -> str:
    """A kept value as people read it: moments on the bank's wall, money in yuan, names for ids and codes."""
    text = "" if value is None or value == "None" else str(value)
    if not text:
        return "–"
    if name in MONEY_FIELDS and text.isdigit():
        return formats.money(int(text))
    if name == "industry" or name in codes.BY_FIELD or name in codes.YES_OR_NO:
        return codes.word(name, text)
    if name == "branch" and text.isdigit():
        return next((named(branch) for branch in reference.branch_tree() if branch.id == int(text)), text)
    if name == "post":
        return named(reference.posts()[text]) if text in reference.posts() else text
    if name == "tier":
        return tier_name(text)
    if name == "tiers":
        tiers = reference.tiers()
        return ", ".join(named(tiers[code]) if code in tiers else code for code in text.split(","))
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00", text):
        return formats.when(datetime.fromisoformat(text))
    return text


def kind_icon(code: str) -> str:
    return ICONS.get(code.split(".")[0], "point")


EVENT_ICONS = {
    "culture_salon": "ballpen",
    "elite_salon": "users-group",
    "golf": "golf",
    "family_day": "heart",
    "lecture": "microphone",
    "tour": "map-pin",
}


def event_icon(kind: str) -> str:
    return EVENT_ICONS.get(kind, "calendar-event")


REASONS = {
    "start": _l("%(when)s: the clock starts, %(time)s promised"),
    "opens": _l("%(when)s: counting begins when the office opens"),
    "pause": _l("%(when)s: paused while we wait for the client (%(time)s)"),
    "holiday": _l("%(day)s: a holiday, does not count"),
    "weekend": _l("%(day)s: a weekend, does not count"),
    "make_up": _l("%(day)s: a make-up working day, counts"),
    "due": _l("%(when)s: due"),
    "stop": _l("%(when)s: stopped after %(time)s"),
}


def clock_words(reasons: list[Any]) -> list[str]:
    """Why a clock stands where it stands, as sentences."""
    found = []
    for reason in reasons:
        time = formats.working_time(reason.minutes) if reason.minutes is not None else _("still")
        found.append(
            str(REASONS[reason.kind])
            % {"when": formats.when(reason.at), "day": formats.day(clock.local(reason.at).date()), "time": time}
        )
    return found
