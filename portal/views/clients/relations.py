"""The circle of a client: picture, table, family; relations begin and end here."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.clients import relations
from portal.forms.clients.relations import EndRelationForm, RelationForm
from portal.ground import clock
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.reads.clients.circle import circle_of, ended_of, related
from portal.reads.clients.scope import ClientScope
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("relations", __name__, place="clients")


@pages.page("/clients/<number>/relations", may=P.CLIENTS_READ)
def index(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    circle = circle_of(current_actor, client, request.args.get("after", ""))
    may_write = current_actor.may(Permission.RELATIONS_WRITE, client)
    return answer(
        "clients/relations/index.html",
        client=client,
        circle=circle,
        ended=ended_of(current_actor, client),
        may_write=may_write,
    )


@pages.form("/clients/<number>/relations/new", may=P.RELATIONS_WRITE)
def new(number: str) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = RelationForm()
    if form.validate_on_submit():
        with form.refusing():
            relations.add(
                current_actor,
                client,
                form.role.data,
                form.named(form.other),
                outside=form.outside.data,
                since=form.since.data,
                note=form.note.data or "",
                submission=form.submission.data,
            )
            return done(_("The relation is on record."), ".index", number=client.number)
    return answer("clients/relations/new.html", form.status, client=client, form=form)


@pages.form("/clients/<number>/relations/<int:relation_id>/end", may=P.RELATIONS_WRITE, decides=_l("End the relation"))
def end(number: str, relation_id: int) -> Any:
    client = ClientScope(current_actor).by_number(number)
    form = EndRelationForm()
    if form.validate_on_submit():
        with form.refusing():
            relations.end(current_actor, client, relation_id, form.reason.data, form.until.data)
            return done(_("The relation has ended; it stays in the history."), ".index", number=client.number)
    one = related(current_actor, client, relation_id)
    if one is None or not one.may_end:
        raise OutOfScope()
    if not form.is_submitted():
        form.until.data = clock.today()
    return answer("clients/relations/end.html", form.status, client=client, form=form, one=one)
