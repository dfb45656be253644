"""The classes of a complaint, and what head office calls the classes (R6)."""

from __future__ import annotations

from typing import Any

from flask import abort

from portal.actions.complaints import classifying
from portal.forms.complaint_classes import COLUMNS, ClassForm, ClassifyForm, NewClassForm
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.models import ComplaintClass
from portal.reads.complaints import classes as read
from portal.reads.complaints.cases import record_of
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.complaints import AXES

pages = Pages("complaint_classes", __name__, place="complaints")


@pages.form("/requests/<number>/classes", may=P.REQUESTS_WORK)
def classify(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    case, differs = record_of(row), None
    form = ClassifyForm().offer(case)
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            classifying.classify(current_actor, row, form.values(), form.version_number)
            return done(_("The complaint is classified."), "requests.thread", number=number)
        if form.overtaken:
            case = record_of(row)
            differs = form.differs_from({name: getattr(case, name) for name in COLUMNS})
            form.saves_over(case.version)
    elif not form.is_submitted():
        form.fill(case)
    return answer("complaints/classes.html", form.status, row=row, form=form, differs=differs)


@pages.page("/complaints/classes", may=P.COMPLAINTS_REGISTER)
def index() -> Any:
    return answer(
        "complaints/class_list.html",
        axes=AXES,
        tree=read.tree,
        named=read.named,
        may_write=current_actor.may(P.SETTINGS_WRITE),
    )


def _class(axis: str, code: str) -> ComplaintClass:
    found: ComplaintClass | None = ComplaintClass.get_or_none(ComplaintClass.axis == axis, ComplaintClass.code == code)
    return found or abort(404)


@pages.form("/complaints/classes/<axis>/<code>", may=P.SETTINGS_WRITE)
def edit(axis: str, code: str) -> Any:
    row, form, differs = _class(axis, code), ClassForm(), None
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            classifying.edit_class(current_actor, row, form.version_number, form.values())
            return done(_("The class is saved."), ".index", _anchor=axis)
        if form.overtaken:
            row = _class(axis, code)
            names = ("name_zh", "name_en", "number")
            differs = form.differs_from({name: getattr(row, name) for name in names})
            form.saves_over(row.version)
    elif not form.is_submitted():
        form.fill(row)
    return answer("complaints/class_edit.html", form.status, form=form, row=row, axis=AXES[axis], differs=differs)


@pages.form("/complaints/classes/<axis>/new", may=P.SETTINGS_WRITE)
def new(axis: str) -> Any:
    if axis not in AXES:
        abort(404)
    form = NewClassForm().offer(axis)
    if form.validate_on_submit():
        with form.refusing():
            classifying.add_class(current_actor, axis, form.code.data, form.values())
            return done(_("The class is added."), ".index", _anchor=axis)
    return answer("complaints/class_edit.html", form.status, form=form, row=None, axis=AXES[axis], differs=None)
