"""Deeds on the whole result of a list: tags in bulk, files to take away."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, send_file

from portal.actions.finding import bulk, exports
from portal.forms.finding.columns import columns_of
from portal.forms.finding.filter import orders_for
from portal.forms.finding.saved import BulkForm, ExportForm, for_file
from portal.ground import clock
from portal.ground.i18n import gettext as _
from portal.models import Task
from portal.reads.administration import settings
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.result import how_many
from portal.reads.finding.tags import tags_in_reach
from portal.rules.accounts.visibility import Permission as P
from portal.views.finding.listing import Listing, listing
from portal.views.finding.saved import listed
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("results", __name__, place="clients")


@pages.form("/clients/bulk", may=P.TAG)
def bulk_deed() -> Any:
    """First what and who (GET, as often as wanted), then done by POST."""
    form = BulkForm(request.values)
    form.chosen.choices = [(str(one.id), one.name) for one in tags_in_reach(current_actor)]
    carried = form.list.data
    view = listed(carried) if carried else listing(current_actor, request.args)
    form.list.data = view.carried()
    params = {"tag": int(form.chosen.data)} if form.chosen.data and form.validate() else None
    judged = None
    if params:
        with form.refusing():
            if form.is_submitted():
                return _done(bulk.do(current_actor, view.scope, view.wanted, form.deed.data, params), view.href())
            judged = bulk.judge(current_actor, view.scope, view.wanted, form.deed.data, params)
    status = 422 if form.is_submitted() or form.form_errors else 200
    return answer(
        "finding/results/bulk.html",
        status,
        form=form,
        view=view,
        chips=view.chips(),
        judged=judged,
        reasons=bulk.REASONS,
        back=view.href(),
    )


def _done(made: int | Task, back: str) -> Any:
    if isinstance(made, Task):
        return redirect(f"/tasks/{made.id}", 303)
    done(_("Done for %(count)s clients.", count=made), "finding.index")
    return redirect(back, 303)


@pages.page("/exports", may=P.EXPORT)
def index() -> Any:
    return answer(
        "finding/results/exports.html",
        rows=exports.mine(current_actor),
        hours=settings.value("exports.hours"),
        now_is=clock.now(),
    )


@pages.form("/exports/new", may=P.EXPORT)
def new() -> Any:
    form = ExportForm(data={"columns": for_file(columns_of(current_actor.list_columns, True))})
    view = listed(form.list.data) if form.is_submitted() else listing(current_actor, request.args)
    if form.validate_on_submit():
        with form.refusing():
            made = exports.begin(
                current_actor,
                view.wanted,
                form.kind.data,
                form.columns.data or [],
                form.unmasked.data,
                form.reason.data or "",
                form.submission.data,
                order=view.order,
            )
            return redirect(f"/tasks/{made.task_id}", 303)
    form.list.data = view.carried()
    return _export_page(form, view)


def _export_page(form: ExportForm, view: Listing) -> Any:
    """What the file will hold, before it is made."""
    count = how_many(ClientScope(current_actor), view.wanted, settings.value("exports.most"))
    return answer(
        "finding/results/export.html",
        form.status,
        form=form,
        view=view,
        chips=view.chips(),
        count=count,
        may_unmask=exports.may_unmask(current_actor),
        back=view.href(),
        order=dict(orders_for(view.scope))[view.order],
        hours=settings.value("exports.hours"),
        most=settings.value("exports.most"),
    )


@pages.page("/exports/<int:export_id>/file", may=P.EXPORT)
def file(export_id: int) -> Any:
    found, content = exports.readable(current_actor, export_id)
    name = _("list of clients %(when)s", when=f"{clock.local(found.created_at):%Y-%m-%d-%H%M}")
    response = send_file(
        content,
        mimetype=exports.TYPES[found.kind],
        as_attachment=True,
        download_name=f"{name}.{found.kind}",
        max_age=0,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
