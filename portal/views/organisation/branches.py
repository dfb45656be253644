"""Branches."""

from __future__ import annotations

from typing import Any

from portal.actions.organisation import branches as deeds
from portal.actions.organisation import realm as realms
from portal.forms.organisation import BranchForm
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.reads.organisation.pages import branch_list
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.views.organisation import pages
from portal.views.organisation.staff import paths_of_realm
from portal.web.answers import answer, current_actor, done
from portal.words.organisation import BRANCH_KINDS


@pages.page("/branches", may=P.ORGANISATION_READ, place="organisation.branches")
def branches() -> Any:
    realm = tuple(realms.realm(current_actor)) if current_actor.may(Permission.ORGANISATION_WRITE) else ()
    return answer("organisation/branches.html", branches=branch_list(paths_of_realm()), kinds=BRANCH_KINDS, realm=realm)


@pages.form("/branches/<code>/edit", may=P.ORGANISATION_WRITE, place="organisation.branches")
def edit_branch(code: str) -> Any:
    branch = realms.branch_in_realm(current_actor, code)
    form = BranchForm(obj=branch)
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            deeds.edit_branch(
                current_actor,
                code,
                {n: getattr(form, n).data or "" for n in ("name_zh", "name_en", "address", "phone")},
                form.version_number,
            )
            return done(_("The branch is saved."), ".branches")
        if form.overtaken:
            fresh = realms.branch_in_realm(current_actor, code)
            form.saves_over(fresh.version)
            differs = form.differs_from(
                {name: getattr(fresh, name) for name in ("name_zh", "name_en", "address", "phone")}
            )
            return answer("organisation/branch_edit.html", form.status, form=form, branch=fresh, differs=differs)
    return answer("organisation/branch_edit.html", form.status, form=form, branch=branch)
