"""The bank's channels for whoever runs the system: what there is, what is on its way, what failed."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, make_response, request

from portal.actions.notices import endpoints, hooks
from portal.forms.notices import EndpointForm
from portal.ground.errors import OutOfScope, StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.models import Endpoint
from portal.reads.notices import channels, queue
from portal.reads.organisation import tree
from portal.rules.accounts.visibility import Permission as P
from portal.rules.notices.kinds import group_of
from portal.rules.shared.addresses import row_id
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words import notices as words

pages = Pages("channels", __name__, place="health", url_prefix="/system/channels")


@pages.context_processor
def known() -> dict[str, Any]:
    return {
        "endpoint_kinds": words.ENDPOINTS,
        "way_names": words.CHANNELS,
        "group_names": words.GROUPS,
        "group_of": group_of,
        "whys": words.WHY,
        "offs": words.OFF,
    }


def _one(key: int) -> Endpoint:
    found = channels.endpoint(key)
    if found is None:
        raise OutOfScope()
    return found  # type: ignore[no-any-return]


@pages.page("", may=P.SYSTEM_READ)
def index() -> Any:
    readable = queue.readable(current_actor)
    failed, more = queue.failures(readable, row_id(request.args.get("before")))
    return answer(
        "administration/channels/index.html",
        settings=current_app.config["SETTINGS"],
        mail=channels.mail_is_on(),
        endpoints=channels.endpoints(),
        counts=queue.counts(readable),
        days=queue.DAYS,
        failed=failed,
        more=more,
        tried=queue.tried(readable),
        robots=hooks.robots_there(),
    )


@pages.form("/new/<kind>", may=P.CHANNELS_WRITE)
def new(kind: str) -> Any:
    if kind not in words.ENDPOINTS or (kind in channels.ROBOTS and not hooks.robots_there()):
        abort(404)
    form = EndpointForm().offer(kind, _branches())
    if form.validate_on_submit():
        with form.refusing():
            made = endpoints.add(current_actor, kind, form.values(kind), form.submission.data)
            if key := getattr(made, "key_once", ""):
                return _show_key(made, key)
            return done(_("The channel is added."), ".index")
    return answer("administration/channels/edit.html", form.status, form=form, kind=kind, row=None)


@pages.form("/<int:key>", may=P.CHANNELS_WRITE)
def edit(key: int) -> Any:
    row = _one(key)
    form = EndpointForm().offer(row.kind, _branches())
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            changed = endpoints.edit(current_actor, row, form.values(row.kind), form.version_number)
            return done(_("The channel is saved.") if changed else _("Nothing was changed."), ".index")
        if form.overtaken:
            row = _one(key)
            form.saves_over(row.version)
    elif not form.is_submitted():
        form.fill(row)
        form.saves_over(row.version)
    return answer("administration/channels/edit.html", form.status, form=form, kind=row.kind, row=row)


@pages.deed("/<int:key>/rotate", may=P.CHANNELS_WRITE, decides=_l("Give a new key"), stands_on=".edit")
def rotate(key: int) -> Any:
    shown = endpoints.rotate(current_actor, _one(key))
    return _show_key(_one(key), shown)


@pages.deed("/<int:key>/on", may=P.CHANNELS_WRITE, stands_on=".index")
def switch_on(key: int) -> Any:
    endpoints.switch(current_actor, _one(key), True)
    return done(_("The channel is on."), ".index")


@pages.deed("/<int:key>/off", may=P.CHANNELS_WRITE, stands_on=".index")
def switch_off(key: int) -> Any:
    endpoints.switch(current_actor, _one(key), False)
    return done(_("The channel is off."), ".index")


@pages.deed("/failed/<int:delivery>/again", may=P.CHANNELS_WRITE, stands_on=".index")
def again(delivery: int) -> Any:
    endpoints.again(current_actor, delivery)
    return done(_("It is tried again within a minute."), ".index")


@pages.deed("/failed/again", may=P.CHANNELS_WRITE, stands_on=".index")
def all_again() -> Any:
    count = endpoints.again(current_actor)
    return done(_("%(count)s are tried again within a minute.", count=count), ".index")


def _branches() -> list[tuple[str, str]]:
    return [(str(one.id), named(one)) for one in tree.branch_tree()]


def _show_key(row: Endpoint, key: str) -> Any:
    """The answer alone shows it, this once."""
    response = make_response(answer("administration/channels/key.html", row=row, key=key, until=row.old_until))
    response.headers["Cache-Control"] = "no-store"
    return response
