"""What hangs on a client or an account: traces that the portal leaves by itself, and what people did, in words.

Every table that points to one of the two stands here on one side (`tests/imports/test_traces.py` walks the schema).
"""

from __future__ import annotations

from typing import Any

from portal.ground.i18n import lazy_gettext as _l

TRACES: dict[str, str] = {
    "address_off": "",
    "asking": "",
    "balance_change": "",
    "begun": "",
    "channel_preference": "",
    "class_membership": "",
    "client_term": "",
    "deal": "",
    "delivery": "told_by",
    "duplicate_pair": "",
    "event_thanks": "",
    "finding": "",
    "follow_up": "done_at",
    "invitation": "answered_at",
    "monthly_aum": "",
    "tier_change": "author",
    "tier_standing": "",
    "trial_mover": "",
}
"""Tables that the portal writes by itself, and the column that says where one of their rows is a person's deed ("":
none is)."""

CONTENT: dict[str, Any] = {
    "account": _l("Logins"),
    "account_right": _l("Rights in accounts"),
    "card": _l("Cards"),
    "client": _l("Clients"),
    "client_address": _l("Further addresses"),
    "client_merge": _l("Merged records"),
    "client_phone": _l("Further phones"),
    "client_tag": _l("Tags"),
    "consent": _l("Consents"),
    "contact": _l("Contacts"),
    "contact_plan": _l("Contact plans"),
    "delivery": _l("Calls about notices"),
    "event_feedback": _l("What clients said of events"),
    "event_pick": _l("Invited by hand"),
    "follow_up": _l("Follow-up calls"),
    "handover_seat": _l("Handovers"),
    "hold": _l("Benefits used"),
    "holding_account": _l("Accounts"),
    "introduction": _l("Introductions"),
    "invitation": _l("Answers to invitations"),
    "list_name": _l("Names on lists"),
    "list_proposal": _l("Proposals for a list"),
    "loan": _l("Loans"),
    "lot": _l("Benefits granted"),
    "meeting_card": _l("Cards for meeting others"),
    "next_step": _l("Next steps"),
    "occasion": _l("Occasions"),
    "outside_holding": _l("Holdings at other banks"),
    "photo_objection": _l("Objections to photos"),
    "postponement": _l("Postponed contacts"),
    "proposal": _l("Corrections proposed"),
    "relation": _l("Relations"),
    "request": _l("Requests"),
    "saved_filter_member": _l("Frozen filters"),
    "seat": _l("Seats in the team"),
    "service_contract": _l("Service contracts"),
    "signature": _l("Signatures"),
    "sign_up": _l("Event sign-ups"),
    "standing_order": _l("Standing orders"),
    "suggestion_answer": _l("Answers to suggestions"),
    "tier_change": _l("Tier changes"),
    "tier_grant": _l("Tiers held by hand"),
    "transaction": _l("Transactions"),
    "voucher": _l("Vouchers"),
    "waiting_party": _l("Waiting lists of events"),
}
"""What keeps a client or an account from being taken back with its import, as people call it."""
