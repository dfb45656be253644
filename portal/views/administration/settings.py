"""The bank's settings: all by area, one to read and change."""

from __future__ import annotations

from typing import Any

from flask import abort

from portal.actions.administration import settings as actions
from portal.forms.administration.settings import UNITS, form_for
from portal.ground import clock, formats, i18n
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.reads.administration import settings
from portal.reads.administration.settings import Described
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages

pages = Pages("settings", __name__, place="settings")


def shown(one: Described, value: Any) -> str:
    """A value with its unit."""
    if one.kind == "bool":
        return _("on") if value else _("off")
    if one.kind == "yuan":
        return formats.money(value)
    unit = str(UNITS[one.kind])
    return f"{value:,}{' ' if unit and unit != '%' else ''}{unit}"


@pages.page("/settings", may=P.SETTINGS_READ)
def index() -> Any:
    groups: dict[str, list[Described]] = {}
    for one in settings.described().values():
        groups.setdefault(one.area, []).append(one)
    names = {code: pair[i18n.language() == "en"] for code, pair in settings.areas().items()}
    return answer(
        "administration/settings/index.html",
        groups=groups,
        names=names,
        value=settings.value,
        shown=shown,
        coming=settings.coming(),
    )


@pages.form("/settings/<name>", may=P.SETTINGS_READ)
def setting(name: str) -> Any:
    one = settings.described().get(name) or abort(404)
    form = form_for(one, settings.value(name))
    if form.is_submitted() and not current_actor.may(Permission.SETTINGS_WRITE):
        abort(403)
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            actions.change(
                current_actor, name, form.data["value"], form.data["since"], form.reason.data or "", form.seen_id
            )
            return done(_("The setting is saved."), ".setting", name=name)
    return _page(one, settings.history_of(name), form, form.status)


def _page(one: Described, history: list[Any], form: Any, status: int) -> Any:
    form.seen.data = str(max((row.id for row in history), default=0))
    return answer(
        "administration/settings/setting.html",
        status,
        one=one,
        history=history,
        form=form,
        shown=shown,
        value=settings.value(one.name),
        standing=next((row for row in history if row.since <= clock.today()), None),
    )
