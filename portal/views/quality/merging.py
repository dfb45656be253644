"""Two records side by side become one: the form, the proposal that waits for a second person, the way back."""

from __future__ import annotations

from typing import Any

from flask import flash, request

from portal.actions.quality import merging
from portal.actions.quality import undo as merge_undo
from portal.forms.quality.findings import DeclineForm
from portal.forms.quality.merging import MergeForm, described, said
from portal.ground.errors import Invalid, OutOfScope, StaleVersion
from portal.ground.formats import joined
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Account, Client, ClientMerge
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.reads.organisation import tree
from portal.reads.quality.merges import counts, grants_of, merge_in_scope, moved
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.quality import field_words, held_words, moving_words

pages = Pages("merging", __name__, place="quality")


@pages.form("/clients/<number>/merge/<other>", may=P.MERGE, decides=_l("Make them one"))
def merge(number: str, other: str) -> Any:
    kept, gone = (merging.of_his_branches(current_actor, one) for one in (number, other))
    merging.check_pair(kept, gone)
    sent = request.form if request.method == "POST" else None
    form = MergeForm().fill(kept, gone, sent, request.args.get("take", ""))
    if form.validate_on_submit() and (values := form.values()) is not None:
        try:
            row = merging.merge(
                current_actor, kept, gone, values, form.versions, form.reason.data or "", form.submission.data
            )
            return _answered(row, kept)
        except StaleVersion:
            return _compare(kept, gone, MergeForm(formdata=None).fill(kept, gone, None), 409, stale=True)
    elif sent is not None:
        form.values()
    return _compare(kept, gone, form, 422 if sent is not None else 200)


def _answered(row: ClientMerge, kept: Client) -> Any:
    if row.state == "proposed":
        return done(_("Proposed. Another branch admin confirms it."), ".show", merge_id=row.id)
    return done(_("The two records are one now."), "clients.client", number=kept.number)


def _compare(kept: Client, gone: Client, form: MergeForm, status: int, stale: bool = False) -> Any:
    places = {one.id: one for one in tree.branch_tree()}
    return answer(
        "quality/merging/merge.html",
        status,
        kept=kept,
        gone=gone,
        form=form,
        moving=moving_words(counts(gone.id, current_actor)),
        stale=stale,
        place_of=places,
        second=merging.needs_second(kept, gone),
        days=settings.value("merge.undo_days"),
        held=held_words(kept, gone, grants_of(kept.id, gone.id)),
    )


def _merge(merge_id: int) -> ClientMerge:
    found = merge_in_scope(ClientScope(current_actor), merge_id)
    if found is None:
        raise OutOfScope()
    return found


@pages.page("/merges/<int:merge_id>", may=P.QUALITY_READ)
def show(merge_id: int) -> Any:
    return _page(_merge(merge_id), DeclineForm(formdata=None))


def _page(row: ClientMerge, form: DeclineForm, status: int = 200) -> Any:
    chosen = [
        (field_words(unit), said(unit, row.kept), said(unit, row.gone), described(unit, side, row))
        for unit, side in row.choices.items()
    ]
    moving = moving_words(counts(row.gone_id, current_actor) if row.state == "proposed" else moved(row))
    return answer(
        "quality/merging/merge_page.html",
        status,
        row=row,
        chosen=chosen,
        moving=moving,
        form=form,
        people=_people(row),
        own=row.proposed_by_id == current_actor.account_id,
        held=held_words(row.kept, row.gone, grants_of(row.kept_id, row.gone_id)) if row.state == "proposed" else "",
        undoable=merge_undo.can_be_undone(row),
        until=merge_undo.last_moment(row) if row.decided_at else None,
    )


def _people(row: ClientMerge) -> dict[int, str]:
    """Names of those who proposed, decided and undid."""
    ids = [one for one in (row.proposed_by_id, row.decided_by_id, row.undone_by_id) if one]
    return {
        one.id: one.staff.name if one.staff_id else one.username for one in Account.select().where(Account.id.in_(ids))
    }


@pages.deed("/merges/<int:merge_id>/confirm", may=P.MERGE, decides=_l("Confirm: make them one"))
def confirm(merge_id: int) -> Any:
    row = merging.confirm(current_actor, merge_id)
    return done(_("Confirmed: the two records are one now."), "clients.client", number=row.kept.number)


@pages.deed("/merges/<int:merge_id>/decline", may=P.MERGE, decides=_l("Decline the merge"))
def decline(merge_id: int) -> Any:
    form = DeclineForm()
    if form.validate_on_submit():
        merging.decline(current_actor, merge_id, form.words.data or "")
        return done(_("The merge is declined; both records stay as they are."), ".show", merge_id=merge_id)
    return _page(_merge(merge_id), form, form.status)


@pages.form("/merges/<int:merge_id>/undo", may=P.MERGE, decides=_l("Undo the merge"))
def undo(merge_id: int) -> Any:
    row = _merge(merge_id)
    kept = Client.get_by_id(row.kept_id)
    open_ = merge_undo.conflicts(row, kept) if merge_undo.can_be_undone(row) else []
    errors: dict[str, Any] = {}
    if request.method == "POST":
        decisions = {one.column: request.form.get(one.column, "") for one in open_}
        try:
            version = request.form.get("version", "")
            undone = merge_undo.undo(
                current_actor,
                merge_id,
                decisions,
                int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
            )
            if undone.not_given_back:
                flash(_("Could not be given back: %(what)s.", what=joined(undone.not_given_back)), "wait")
            return done(_("There are two records again."), "clients.client", number=row.gone.number)
        except Invalid as error:
            errors = error.fields
    return answer(
        "quality/merging/undo.html",
        422 if errors else 200,
        row=row,
        kept=kept,
        conflicts=open_,
        errors=errors,
        words=field_words,
        undoable=merge_undo.can_be_undone(row),
        until=merge_undo.last_moment(row) if row.decided_at else None,
        moving=moving_words(moved(row)),
    )
