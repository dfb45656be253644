"""What becomes of every column that points to a person when his time ends, or his clients are handed over (R3).

`table.column` as the database has it. A test reads the schema and fails for a column that is not here: whoever adds one
says what becomes of it. STAYS: says who it was, for ever. MOVES: somebody else has it from then on. ENDS: it is over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOVES, STAYS, ENDS = "moves", "stays", "ends"
LEAVER, TRANSFER = "leaver", "transfer"
"""Causes by which somebody's time ends; leave and rotation take only what belongs to the clients handed over."""


@dataclass(frozen=True)
class Fate:
    """What becomes of a column, and why."""

    what: str
    why: str


def _all(what: str, why: str, *columns: str) -> dict[str, Fate]:
    return {column: Fate(what, why) for column in columns}


REGISTER: dict[str, Fate] = {
    # work and seats
    "hand_count.staff_id": Fate(MOVES, "What he has in hand is counted by the seats, which move."),
    "seat.staff_id": Fate(MOVES, "The seat ends and the receiver's begins; the old one stays as history."),
    "client.manager_id": Fate(MOVES, "Follows the seats (derived)."),
    "client.adviser_id": Fate(MOVES, "Follows the seats (derived)."),
    "request.assignee_id": Fate(MOVES, "Who took it cannot do it any more: it falls back to the seat, then the queue."),
    "request.holder_id": Fate(MOVES, "Follows the seats, roles and absences (derived)."),
    "request.held_for_id": Fate(MOVES, "Follows the seats, roles and absences (derived)."),
    "subtask.staff_id": Fate(MOVES, "What he has not done is given back to who asked for it, else to the branch."),
    "follow_up.holder_id": Fate(MOVES, "Follows the seats, roles and absences (derived)."),
    "follow_up.held_for_id": Fate(MOVES, "Follows the seats, roles and absences (derived)."),
    "next_step.holder_id": Fate(MOVES, "Follows the seats, roles and absences (derived)."),
    "next_step.held_for_id": Fate(MOVES, "Follows the seats, roles and absences (derived)."),
    "next_step.staff_id": Fate(MOVES, "What he promised falls to its seat: whoever serves the client now keeps it."),
    "complaint_measure.owner_id": Fate(
        MOVES, "A measure of somebody who is gone stands in the queue of the branch's admins."
    ),
    "handover_seat.receiver_id": Fate(
        ENDS, "Who is gone receives nothing: the seat stays open with the reason, and the admins are told."
    ),
    "handover.witness_id": Fate(
        MOVES, "A witness who is gone signs nothing: an admin without a part in the handover does, and stands there."
    ),
    # what somebody may do
    "role_grant.staff_id": Fate(
        ENDS, "A leaver's roles end, and those at the branch that somebody is moved away from."
    ),
    "account.staff_id": Fate(ENDS, "A leaver's login is off; the row stays, the trail names it."),
    "sign_in.account_id": Fate(ENDS, "Signed-in devices of a leaver are signed out."),
    "known_device.account_id": Fate(ENDS, "A leaver's browsers are known no longer."),
    "activation_code.account_id": Fate(ENDS, "A one-time code for a leaver's login is worth nothing."),
    "absence.staff_id": Fate(ENDS, "Who is gone is not away: the absence ends with his time."),
    "absence.substitute_id": Fate(ENDS, "Who is gone stands in for nobody; whoever is away and the admins are told."),
    # what waits or is half done
    "saved_filter.owner_id": Fate(
        MOVES, "One that others see passes to the branch admin, who answers for what they see; a private one ends."
    ),
    "client_merge.proposed_by_id": Fate(
        ENDS, "Four eyes need both: an undecided merge of somebody gone is declined; the pair can be proposed anew."
    ),
    "event_change.written_by_id": Fate(
        STAYS, "Says who wrote it, and he never approves it; the plan is the branch's, whose admin hears the decision."
    ),
    "event_change.authors": Fate(STAYS, "None of them approves the change, whatever became of them."),
    "event.created_by_id": Fate(
        STAYS, "Says who wrote it, and he never approves it; the plan is the branch's, whose admin hears the decision."
    ),
    "event_helper.staff_id": Fate(STAYS, "Says who is named; the page shows who is gone, and another one is named."),
    "step.staff_id": Fate(STAYS, "Says whose line it is; the page shows who is gone, and it is given to another."),
    "event.changed_by_id": Fate(STAYS, "Says who changed a figure, and he never approves it."),
    "tier_list.created_by_id": Fate(
        STAYS, "Says who opened it; a draft is the branch's and any of its admins goes on."
    ),
    "list_proposal.author_id": Fate(
        STAYS, "Says who put the name forward; the branch admin decides, whoever serves the client now hears it."
    ),
    "import_run.author_id": Fate(STAYS, "Says who brought the files; a checked one is the branch's to write or leave."),
    "import_run.author_name": Fate(STAYS, "Says who brought the files, as he was called then."),
    "export.account_id": Fate(ENDS, "Only who asked may fetch a file: a leaver's files are removed."),
    "task.account_id": Fate(
        ENDS, "What a leaver asked for and nobody has begun is cancelled, except the branch's own."
    ),
    "delivery.account_id": Fate(ENDS, "Nothing is sent to somebody gone: it is asked again before each sending."),
    "channel_preference.account_id": Fate(STAYS, "What he wished of notices; nothing is sent to somebody gone."),
    "address_off.staff_id": Fate(STAYS, "Says whose address was refused."),
    "notice.account_id": Fate(STAYS, "His inbox; nobody else reads it, what is open stands with the work itself."),
    **_all(
        STAYS,
        "Says who did it: history is never rewritten.",
        "absence.author_id",
        "absence.ended_by_id",
        "activation_code.issued_by_id",
        "attachment.uploaded_by_id",
        "audit_entry.actor_id",
        "audit_entry.actor_name",
        "begun.staff_id",
        "benefit_version.author_id",
        "partner_price.author_id",
        "settlement.closed_by_id",
        "client_merge.decided_by_id",
        "client_merge.undone_by_id",
        "client_tag.author_id",
        "clock_mark.actor_id",
        "consent.account_id",
        "contact.person_id",
        "contact.staff_id",
        "done_in_name.by_id",
        "done_in_name.of_id",
        "duplicate_pair.decided_by_id",
        "entry.author_id",
        "event.approved_by_id",
        "event_template.created_by_id",
        "step.done_by_id",
        "event_feedback.account_id",
        "event_photo.decided_by_id",
        "event_result.closed_by_id",
        "event_result.completed_by_id",
        "expense.author_id",
        "expense.struck_by_id",
        "introduction.account_id",
        "introduction.proposer_id",
        "photo_batch.account_id",
        "photo_objection.account_id",
        "card_run.staff_id",
        "check_in.settled_by_id",
        "check_in.staff_id",
        "draw.ended_by_id",
        "draw.made_by_id",
        "draw_call.staff_id",
        "event_change.decided_by_id",
        "event_pick.author_id",
        "follow_up.done_by_id",
        "forward.author_id",
        "handover.author_id",
        "handover.cancelled_by_id",
        "handover.checked_by_id",
        "handover.staff_id",
        "handover_seat.runner_up_id",
        "hold.author_id",
        "holiday_notice.author_id",
        "import_mapping.author_id",
        "list_entry.author_id",
        "list_mark.actor_id",
        "list_name.added_by_id",
        "list_name.decided_by_id",
        "list_name.submitted_by_id",
        "list_paper.uploaded_by_id",
        "list_proposal.answered_by_id",
        "delivery.told_by_id",
        "next_step.done_by_id",
        "notice_text.author_id",
        "occasion.author_id",
        "outside_holding.ended_by_id",
        "outside_holding.noted_by_id",
        "postponement.staff_id",
        "proposal.decided_by_id",
        "record_access.account_id",
        "record_access.sitting",
        "relation.author_id",
        "reply_phrase.author_id",
        "relation.ended_by_id",
        "complaint.decided_by_id",
        "complaint.review_by_id",
        "complaint_about.added_by_id",
        "complaint_extension.asked_by_id",
        "complaint_extension.decided_by_id",
        "complaint_mark.actor_id",
        "complaint_measure.looked_by_id",
        "complaint_measure.made_by_id",
        "complaint_paper.by_id",
        "request.filed_by_id",
        "request.praised_id",
        "request.first_reply_by_id",
        "request_link.author_id",
        "request_link.ended_by_id",
        "subtask.asked_by_id",
        "subtask.done_by_id",
        "request_entry.author_id",
        "request_entry.in_name_of_id",
        "resolution.accepted_by",
        "resolution.author_id",
        "role_grant.ended_by_id",
        "role_grant.granted_by_id",
        "seat.author_id",
        "seat.ended_by_id",
        "seat_correction.author_id",
        "service_contract.ended_by_id",
        "service_contract.entered_by_id",
        "setting.author_id",
        "sign_up.author_id",
        "signature.asked_by_id",
        "signature.sitting",
        "signature_event.account_id",
        "signature_event.sitting",
        "sign_up.cancelled_by_id",
        "suggestion_answer.staff_id",
        "tag.author_id",
        "tier_change.author_id",
        "waiting_party.author_id",
        "tier_grant.author_id",
        "tier_grant.ended_by_id",
        "tier_list.submitted_by_id",
        "tier_rules.author_id",
        "tier_rules.withdrawn_by_id",
        "voucher.confirmed_by_id",
        "voucher_news.author_id",
    ),
    **_all(
        STAYS,
        "Says who was credited with a month that is over.",
        "vip_month.manager_id",
        "vip_month.adviser_id",
        "vip_month.keeper_id",
        "vip_month_count.manager_id",
        "vip_month_count.adviser_id",
        "vip_month_count.keeper_id",
    ),
    "complaint_about.staff_id": Fate(STAYS, "Says whom the complaint is about."),
    "voucher.authorised_id": Fate(STAYS, "Somebody who acts for a company, no colleague."),
    "signature.signed_by_id": Fate(STAYS, "A client's own login: he signed, and his name then stands beside it."),
    "voucher.consent_by_id": Fate(STAYS, "Says who noted that the patient agreed, or that he did himself."),
    "proposal.account_id": Fate(STAYS, "A client's own login: he asked for the correction."),
    # persons as text
    "saved_filter.query": Fate(
        STAYS, "May narrow by a manager's user name: it goes on finding whom he served, nobody."
    ),
    "export.query": Fate(STAYS, "Says what was asked for, user names included."),
    "tier_list.screen": Fate(STAYS, "Says how the list was screened, user names included."),
    "account.person_name": Fate(STAYS, "Somebody who acts for a company, no colleague."),
    "voucher.accepted_by": Fate(STAYS, "Says who took it: the partner, or a colleague as he was called then."),
    "notice.words": Fate(STAYS, "Says who it was, as he was called then."),
    "delivery.words": Fate(STAYS, "Says who it was, as he was called then."),
    "audit_entry.words": Fate(STAYS, "Says who it was, as he was called then."),
    "audit_entry.changes": Fate(STAYS, "Says what was before and after."),
}

PERSONAL = re.compile(r"staff|account|author|actor|owner|person|manager|adviser|sitting|query|screen$|_by$")
"""Names of plain columns (no reference) that may name a person."""

NO_PERSON: dict[str, str] = {
    "voucher.confirm_by": "The last day on which a confirmation is in time.",
    "account.authority": "What somebody may do for a company.",
    "event_audience.answer_by": "Tier to the moment until which its wave should answer.",
    "delivery.claimed_by": "Which worker has it at the moment: a machine and a process.",
    "benefit_version.confirmed_by": "Whether staff confirm a booking, or nobody has to.",
    "hold.person": "Whether the client uses it, his family or a guest.",
    "product.for_persons": "Whether private persons can have it.",
    "standing_order.account_to": "The number of an account at a bank.",
    "transaction.other_account": "The number of an account at a bank.",
    "request.staff_moved": "Whether our side wrote last.",
}
"""Columns that are only called as if they named one."""
