"""Grounds of refusal and ways of complaining: what head office says of them."""

from __future__ import annotations

from typing import Any

from portal.actions.complaints import lists as actions
from portal.forms.complaint_lists import EntryForm, NewEntryForm
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.reads.complaints import lists
from portal.rules.accounts.visibility import Permission as P
from portal.views.complaints import pages
from portal.web.answers import answer, current_actor, done
from portal.words.complaints import LISTS


@pages.page("/complaints/lists", may=P.SETTINGS_READ)
def all_lists() -> Any:
    found = [(which, words, lists.entries(which)) for which, words in LISTS.items()]
    return answer("complaints/lists.html", lists=found, may_write=current_actor.may(P.SETTINGS_WRITE))


@pages.form("/complaints/lists/<which>/new", may=P.SETTINGS_WRITE)
def new_entry(which: str) -> Any:
    lists.entries(which)
    form = NewEntryForm().of(which)
    if form.validate_on_submit():
        with form.refusing():
            actions.add(current_actor, which, form.code.data, form.values())
            return done(_("The entry is added."), ".all_lists")
    return answer("complaints/list_entry.html", form.status, form=form, row=None, words=LISTS[which], differs=None)


@pages.form("/complaints/lists/<which>/<code>", may=P.SETTINGS_WRITE)
def entry(which: str, code: str) -> Any:
    row, form, differs = lists.entry(which, code), EntryForm().of(which), None
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            actions.change(current_actor, row, form.version_number, form.values())
            return done(_("The entry is saved."), ".all_lists")
        if form.overtaken:
            row = lists.entry(which, code)
            differs = form.differs_from({name: getattr(row, name) for name in form.names if name != "active"})
            form.saves_over(row.version)
    elif not form.is_submitted():
        form.fill(row)
    return answer("complaints/list_entry.html", form.status, form=form, row=row, words=LISTS[which], differs=differs)
