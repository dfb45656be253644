"""The audit trail: who did what, when, from where."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.forms.administration.audit import AuditFilterForm
from portal.reads.accounts.codes import after_codes
from portal.reads.administration.trail import audit_page
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor
from portal.web.pages import Pages
from portal.words.said import changes_of, deed_sentence

pages = Pages("audit", __name__, place="audit")


@pages.page("/audit", may=P.AUDIT_READ)
def index() -> Any:
    form = AuditFilterForm(request.args)
    entries, before = audit_page(
        current_actor, form.wanted(), form.before.data if form.before.data and 0 < form.before.data < 2**62 else None
    )
    query = {name: value for name, value in request.args.items() if name != "before" and value}
    return answer(
        "administration/audit/index.html",
        form=form,
        entries=entries,
        before=before,
        query=query,
        sentence=deed_sentence,
        changes_of=changes_of,
        codes=after_codes((entry.actor_id, entry.at) for entry in entries),
    )
