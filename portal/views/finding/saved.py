"""Saved filters: the list of them, keeping what a list shows, sharing, freezing, counting, deleting."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from flask import redirect, request
from werkzeug.datastructures import MultiDict

from portal.actions.finding import saved as filters
from portal.forms.finding.saved import NewFilterForm, SavedFilterForm
from portal.ground import formats, i18n
from portal.ground.errors import OutOfScope, StaleVersion
from portal.ground.i18n import gettext as _
from portal.reads.finding.saved import own_filter, saved_filters, uses_of
from portal.rules.accounts.visibility import Permission as P
from portal.rules.finding.place import unpacked
from portal.views.finding.listing import Listing, listing
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("filters", __name__, place="clients")


def _choices() -> list[tuple[str, str]]:
    mine = [("", _("Only me"))]
    return mine + [
        (one.code, "　" * one.depth + i18n.named(one)) for one in filters.branches_to_share_with(current_actor)
    ]


def listed(word: str | None) -> Listing:
    """The list that a form carries. Raises OutOfScope for none."""
    place = unpacked(word)
    if place is None:
        raise OutOfScope()
    return listing(current_actor, MultiDict(parse_qs(place[0])))


@pages.page("/clients/filters", may=P.FILTERS_WRITE)
def index() -> Any:
    rows = saved_filters(current_actor)
    return answer("finding/saved/index.html", rows=rows, uses=uses_of([row.id for row in rows]))


@pages.form("/clients/filters/new", may=P.FILTERS_WRITE)
def new() -> Any:
    form = NewFilterForm()
    form.shared_with.choices = _choices()
    view = listed(form.list.data) if form.is_submitted() else listing(current_actor, request.args)
    if form.validate_on_submit():
        with form.refusing():
            made = filters.save(
                current_actor,
                view.wanted,
                view.order,
                form.name.data,
                form.shared_with.data or "",
                form.freeze.data,
                form.submission.data,
            )
            return done(_("The filter “%(filter)s” is saved.", filter=made.name), "finding.index", filter=made.id)
    form.list.data = view.carried()
    return answer("finding/saved/new.html", form.status, form=form, view=view, chips=view.chips())


@pages.deed("/clients/filters/<int:filter_id>/save", may=P.FILTERS_WRITE, stands_on="finding.index")
def save(filter_id: int) -> Any:
    view = listed(request.form.get("list"))
    saved = filters.change_view(current_actor, filter_id, view.wanted, view.order)
    words = [_("The filter “%(filter)s” is saved.", filter=saved.name)]
    if uses := uses_of([filter_id]).get(filter_id):
        words.append(_("What uses it follows: %(users)s.", users=formats.joined(use.words for use in uses)))
    return done(formats.sentences(words), "finding.index", filter=filter_id)


@pages.form("/clients/filters/<int:filter_id>", may=P.FILTERS_WRITE)
def edit(filter_id: int) -> Any:
    row = own_filter(current_actor, filter_id)
    code = row.shared_with.code if row.shared_with_id else ""
    form = SavedFilterForm(data={"name": row.name, "shared_with": code, "version": row.version})
    form.shared_with.choices = _choices()
    differs = None
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            filters.rename(current_actor, filter_id, form.name.data, form.shared_with.data or "", form.version_number)
            return done(_("The filter is saved."), ".index")
        if form.overtaken:
            row = own_filter(current_actor, filter_id)
            form.saves_over(row.version)
            differs = form.differs_from({"name": row.name})
    return answer(
        "finding/saved/edit.html",
        form.status,
        form=form,
        saved=row,
        uses=uses_of([row.id]).get(row.id, []),
        differs=differs,
    )


@pages.deed("/clients/filters/<int:filter_id>/freeze", may=P.FILTERS_WRITE)
def freeze(filter_id: int) -> Any:
    saved = filters.freeze(current_actor, filter_id)
    return done(
        _("“%(filter)s” holds the %(count)s clients of today.", filter=saved.name, count=saved.members), ".index"
    )


@pages.deed("/clients/filters/<int:filter_id>/count", may=P.FILTERS_WRITE, stands_on=".index")
def count(filter_id: int) -> Any:
    filters.count_again(current_actor, filter_id)
    return redirect("/clients/filters", 303)


@pages.form("/clients/filters/<int:filter_id>/delete", may=P.FILTERS_WRITE)
def delete(filter_id: int) -> Any:
    row = own_filter(current_actor, filter_id)
    if request.method == "POST":
        return done(_("The filter “%(filter)s” is deleted.", filter=filters.delete(current_actor, filter_id)), ".index")
    return answer("finding/saved/delete.html", saved=row, uses=uses_of([row.id]).get(row.id, []))
