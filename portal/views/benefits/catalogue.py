"""The catalogue of benefits: all staff read what each tier gets, head office keeps it in versions."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.benefits import catalogue
from portal.forms.benefits import BenefitForm, VersionForm
from portal.ground import clock
from portal.ground.errors import StaleVersion
from portal.ground.formats import counted
from portal.ground.i18n import gettext as _
from portal.ground.i18n import named
from portal.reads import reference
from portal.reads.benefits.versions import versions_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.benefits import pages
from portal.web.answers import answer, current_actor, done
from portal.words.benefits import STATES, amount_words, rows_of


def _levels() -> list[Any]:
    return [tier for tier in reference.tiers().values() if tier.rank > 0 and tier.in_force]


@pages.page("/benefits", may=P.BENEFITS_READ)
def index() -> Any:
    return answer(
        "benefits/index.html",
        levels=_levels(),
        benefits=list(reference.benefits().values()),
        amounts=reference.amounts(),
        counted=counted,
        amount_words=amount_words,
    )


@pages.form("/benefits/new", may=P.BENEFITS_WRITE)
def new() -> Any:
    form = BenefitForm.of_tiers()
    if form.validate_on_submit():
        with form.refusing():
            made = catalogue.add(
                current_actor,
                form.code.data,
                form.icon.data,
                form.values(),
                form.amounts(),
                form.submission.data,
                form.upload(),
            )
            return done(_("The benefit is in the catalogue."), ".show", code=made.code)
    elif request.method == "GET":
        form.since.data = clock.today()
    return answer("benefits/edit.html", form.status, form=form, benefit=None, levels=_levels())


@pages.page("/benefits/<code>", may=P.BENEFITS_READ)
def show(code: str) -> Any:
    row, found = catalogue.newest(code), versions_of(code)
    shown = reference.benefits().get(code) or row
    versions = [(one, catalogue.state_of(one, found, clock.today()), rows_of(one)) for one in found]
    return answer(
        "benefits/benefit.html",
        benefit=shown,
        versions=versions,
        levels=_levels(),
        amount_words=amount_words,
        amounts=reference.amounts(),
        states=STATES,
    )


@pages.form("/benefits/<code>/new-version", may=P.BENEFITS_WRITE)
def new_version(code: str) -> Any:
    row = catalogue.newest(code)
    form = VersionForm.of_tiers()
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            values, amounts = form.values(), form.amounts()
            made = catalogue.change(
                current_actor, code, values, amounts, form.version_number, form.submission.data, form.upload()
            )
            return done(_("The new version is written. What was granted stays as it is."), ".show", code=made.code)
        if form.overtaken:
            form.saves_over(catalogue.newest(code).id)
    elif request.method == "GET":
        form.fill(row).saves_over(row.id)
        form.since.data = clock.today()
    return answer("benefits/edit.html", form.status, form=form, benefit=row, levels=_levels(), title=named(row))
