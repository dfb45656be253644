"""A branch's list of tags; hanging them on a client."""

from __future__ import annotations

from typing import Any

from portal.actions.finding import tags
from portal.forms.finding.saved import HangForm, TagForm
from portal.ground import i18n
from portal.ground.errors import Invalid, StaleVersion
from portal.ground.i18n import gettext as _
from portal.reads.clients.scope import ClientScope
from portal.reads.finding.tags import tag_list, tags_in_reach
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("tags", __name__, place="clients")


def _branches() -> list[tuple[str, str]]:
    return [(one.code, i18n.named(one)) for one in tags.branches_for_tags(current_actor)]


@pages.form("/clients/tags", may=P.TAG)
def index() -> Any:
    form = TagForm()
    form.branch.choices = _branches()
    if form.validate_on_submit():
        with form.refusing():
            made = tags.new_tag(current_actor, form.branch.data, form.name.data, form.colour.data, form.submission.data)
            return done(_("The tag “%(tag)s” is on the list.", tag=made.name), ".index")
    return answer("finding/tags/index.html", form.status, form=form, rows=tag_list(current_actor))


@pages.form("/clients/tags/<int:tag_id>", may=P.TAG)
def edit(tag_id: int) -> Any:
    row = tags.in_reach(current_actor, tag_id)
    form = TagForm(obj=row)
    del form.branch
    differs = None
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            tags.change_tag(current_actor, tag_id, form.name.data, form.colour.data, form.version_number)
            return done(_("The tag is saved."), ".index")
        if form.overtaken:
            row = tags.in_reach(current_actor, tag_id)
            form.saves_over(row.version)
            differs = form.differs_from({"name": row.name, "colour": row.colour})
    return answer("finding/tags/edit.html", form.status, form=form, tag=row, differs=differs)


@pages.form("/clients/tags/<int:tag_id>/remove", may=P.TAG)
def remove(tag_id: int) -> Any:
    row = tags.in_reach(current_actor, tag_id)
    form = HangForm()
    if form.is_submitted():
        name, count = tags.remove_tag(current_actor, tag_id)
        return done(_("The tag “%(tag)s” is deleted; %(count)s clients carried it.", tag=name, count=count), ".index")
    count = next((one["count"] for one in tag_list(current_actor) if one["id"] == tag_id), 0)
    return answer("finding/tags/remove.html", tag=row, count=count)


@pages.deed("/clients/<number>/tags", may=P.TAG, stands_on="clients.client")
def hang(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = HangForm()
    form.tag.choices = [(str(one.id), one.name) for one in tags_in_reach(current_actor)]
    if not form.validate_on_submit():
        raise Invalid(_("Please choose a tag."))
    made = tags.tag_client(current_actor, client, int(form.tag.data))
    return done(
        _("%(name)s carries the tag “%(tag)s”.", name=client.name, tag=made.name), "clients.client", number=number
    )


@pages.deed("/clients/<number>/tags/<int:tag_id>/remove", may=P.TAG, stands_on="clients.client")
def take_off(number: str, tag_id: int) -> Any:
    client = ClientScope(current_actor).by_number(number)
    made = tags.untag_client(current_actor, client, tag_id)
    return done(_("The tag “%(tag)s” is removed.", tag=made.name), "clients.client", number=number)
