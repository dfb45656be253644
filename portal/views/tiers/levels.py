"""Head office's levels: added, renamed, put into order, taken away."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.tiers import levels
from portal.forms.tiers import LevelForm
from portal.ground.errors import OutOfScope, StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.models import Tier
from portal.reads import reference
from portal.rules.accounts.visibility import Permission as P
from portal.views.tiers import pages
from portal.web.answers import answer, current_actor, done


def _level(code: str) -> Tier:
    found = Tier.get_or_none(Tier.code == code)
    if found is None:
        raise OutOfScope()
    return found


def _values(form: LevelForm) -> dict[str, Any]:
    return {name: form[name].data or "" for name in levels.NAMES}


@pages.form("/tiers/levels/new", may=P.TIERS_SETTINGS)
def new_level() -> Any:
    form = LevelForm().offer()
    if form.validate_on_submit():
        with form.refusing():
            made = levels.add(current_actor, _values(form), form.above.data, form.submission.data)
            words = _(
                "The level %(tier)s is added. It holds from the first rules that give it a threshold.", tier=named(made)
            )
            return done(words, ".settings")
    elif request.method == "GET":
        form.above.data = next(reversed(reference.ranks()))
    return answer("tiers/level.html", form.status, form=form, level=None)


@pages.form("/tiers/levels/<code>/edit", may=P.TIERS_SETTINGS)
def edit_level(code: str) -> Any:
    row = _level(code)
    below = next((one for one, rank in reference.ranks().items() if rank == row.rank - 1), "")
    form = LevelForm(obj=row, above=below).offer(code)
    stays = levels.why_it_stays(code)
    if stays:
        del form.above
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            above = None if stays else form.above.data
            levels.change(current_actor, code, _values(form), above, form.version_number)
            return done(_("The level is saved."), ".settings")
        if form.overtaken:
            row = _level(code)
            form.saves_over(row.version)
            differs = form.differs_from({name: getattr(row, name) for name in levels.NAMES})
            return answer("tiers/level.html", form.status, form=form, level=row, stays=stays, differs=differs)
    return answer("tiers/level.html", form.status, form=form, level=row, stays=stays)


@pages.form("/tiers/levels/<code>/remove", may=P.TIERS_SETTINGS, decides=_l("Delete the level"))
def remove_level(code: str) -> Any:
    row = _level(code)
    if request.method == "POST":
        levels.remove(current_actor, code)
        return done(_("The level %(tier)s is deleted.", tier=named(row)), ".settings")
    if levels.why_it_stays(code):
        raise OutOfScope()
    return answer("tiers/level_remove.html", level=row)
