"""Branches, staff and the roles they hold."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, request

from portal.actions.accounts import codes
from portal.actions.organisation import realm as realms
from portal.actions.organisation import roles
from portal.actions.organisation import staff as organisation
from portal.forms.organisation import RoleForm, StaffFilterForm, StaffForm
from portal.ground import clock, formats, i18n
from portal.ground.errors import NotAllowed, StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import ngettext
from portal.models import Account
from portal.reads import reference
from portal.reads.administration.trail import renamings
from portal.reads.organisation import tree
from portal.reads.organisation.pages import grants_of, staff_by_username, staff_list
from portal.rules.accounts.roles import Role, grantable
from portal.rules.accounts.visibility import Permission
from portal.rules.accounts.visibility import Permission as P
from portal.views.organisation import pages
from portal.web.answers import answer, current_actor, done
from portal.words.organisation import ROLE_WORDS


def paths_of_realm() -> list[str]:
    """Where this person may look: the whole bank for head office, auditor and admin, else his branches."""
    return current_actor.paths_for(Permission.ORGANISATION_READ)


@pages.page("/staff", may=P.ORGANISATION_READ)
def staff() -> Any:
    form = StaffFilterForm(request.args)
    form.branch.choices = [("", _("All")), *_branch_choices(paths_of_realm())]
    rows = staff_list(paths_of_realm(), form.q.data or "", form.branch.data or "")
    filtered = bool(form.q.data or form.branch.data)
    return answer(
        "organisation/staff.html",
        form=form,
        rows=rows,
        role_words=ROLE_WORDS,
        posts=reference.posts(),
        filtered=filtered,
    )


@pages.form("/staff/new", may=P.ORGANISATION_WRITE)
def new_staff() -> Any:
    form = _staff_form(StaffForm())
    if form.validate_on_submit():
        with form.refusing():
            person = organisation.add_staff(current_actor, form.record(), form.username.data, form.submission.data)
            return done(
                _("%(name)s is entered. Give a role next, and hand over a one-time code.", name=person.name),
                ".staff_member",
                username=form.username.data,
            )
    return answer("organisation/staff_edit.html", form.status, form=form, person=None)


@pages.page("/staff/<username>", may=P.ORGANISATION_READ)
def staff_member(username: str) -> Any:
    return _member_page(username)


@pages.form("/staff/<username>/edit", may=P.ORGANISATION_WRITE)
def edit_staff(username: str) -> Any:
    person = realms.staff_in_realm(current_actor, username)
    form = _staff_form(StaffForm(obj=person))
    del form.username
    own = person.id == current_actor.staff_id
    if own:
        form.only_contacts()
    elif not form.is_submitted():
        form.branch.data, form.post.data = person.branch.code, person.post_id
    if form.is_submitted() and form.validate():
        with form.refusing(StaleVersion, field=None):
            organisation.edit_staff(current_actor, person, form.record(), form.version_number)
            return done(_("The record is saved."), ".staff_member", username=username)
        if form.overtaken:
            return _stale(form, username)
    return answer("organisation/staff_edit.html", form.status, form=form, person=person, username=username, own=own)


def _stale(form: StaffForm, username: str) -> Any:
    """Both versions side by side: what stands now, and what was typed."""
    person = realms.staff_in_realm(current_actor, username)
    standing = {"branch": person.branch.code, "post": person.post_id}
    differs = form.differs_from({name: standing.get(name, getattr(person, name)) for name in form.record()})
    form.saves_over(person.version)
    own = person.id == current_actor.staff_id
    return answer(
        "organisation/staff_edit.html",
        form.status,
        form=form,
        person=person,
        username=username,
        own=own,
        differs=differs,
    )


@pages.deed("/staff/<username>/roles", may=P.ORGANISATION_WRITE, decides=_l("Give the role"))
def grant_role(username: str) -> Any:
    person = realms.staff_in_realm(current_actor, username)
    form = RoleForm()
    if form.validate_on_submit():
        with form.refusing():
            roles.grant_role(
                current_actor,
                person,
                form.role.data,
                form.branch.data,
                form.since.data,
                form.until.data,
                form.reason.data,
                form.submission.data,
            )
            return done(_("%(name)s now holds the role.", name=person.name), ".staff_member", username=username)
    return _member_page(username, form.status, form)


@pages.form("/staff/<username>/roles/<int:grant>/end", may=P.ORGANISATION_WRITE, decides=_l("End the role today"))
def end_role(username: str, grant: int) -> Any:
    person = realms.staff_in_realm(current_actor, username)
    if request.method == "GET":
        row = next((row for row in grants_of(person) if row.id == grant), None) or abort(404)
        return answer(
            "organisation/role_end.html", person=person, username=username, grant=row, role=ROLE_WORDS[row.role]
        )
    roles.end_role(current_actor, person, grant)
    return done(_("The role has ended."), ".staff_member", username=username)


@pages.form("/staff/<username>/leave", may=P.ORGANISATION_WRITE, decides=_l("Record that the person has left"))
def staff_leave(username: str) -> Any:
    person = realms.staff_in_realm(current_actor, username)
    if request.method == "GET":
        return answer("organisation/staff_leave.html", person=person, username=username)
    left = organisation.leave(current_actor, person)
    words = [_("%(name)s has left; roles and devices have ended.", name=person.name)]
    if left:
        words.append(
            ngettext(
                "%(num)d client still has this person in the team: please hand over.",
                "%(num)d clients still have this person in their team: please hand them over.",
                left,
            )
        )
    return done(formats.sentences(words), ".staff_member", username=username)


@pages.deed("/staff/<username>/activation", may=P.ORGANISATION_WRITE)
def staff_activation(username: str) -> Any:
    """A one-time code for a colleague's first sign-in or a forgotten password; shown once."""
    person = realms.staff_in_realm(current_actor, username)
    held = [grant for grant in grants_of(person) if not grant.is_over(clock.today())]
    if not person.works_on(clock.today()) or any(
        Role(grant.role) not in grantable(current_actor.roles_over(grant.branch.path)) for grant in held
    ):
        raise NotAllowed()
    login = Account.get(Account.staff == person.id)
    days = current_app.config["SETTINGS"].activation_days
    return _member_page(username, code=codes.issue_code(current_actor, login, days), days=days)


def _member_page(username: str, status: int = 200, form: RoleForm | None = None, **context: Any) -> Any:
    person = _readable(username)
    place = tree.path_of(person.branch_id)
    mine = any(place.startswith(path) for path in realms.realm(current_actor))
    roles = grantable(current_actor.roles) if mine else ()
    form = form or RoleForm(formdata=None, since=clock.today())
    form.role.choices = [(role, str(ROLE_WORDS[role])) for role in roles]
    form.branch.choices = _branch_choices(realms.realm(current_actor))
    manages = mine and person.works_on(clock.today())
    return answer(
        "organisation/staff_member.html",
        status,
        person=person,
        username=username,
        grants=grants_of(person),
        renamings=renamings(person.id),
        form=form,
        grantable=roles,
        manages=manages,
        own=person.id == current_actor.staff_id,
        post=reference.posts()[person.post_id],
        role_words=ROLE_WORDS,
        day_now=clock.today(),
        **context,
    )


def _readable(username: str) -> Any:
    return staff_by_username(username, paths_of_realm())


def _branch_choices(paths: list[str]) -> list[tuple[str, str]]:
    return [(b.code, "　" * b.depth + i18n.named(b)) for b in tree.branches_below(paths)]


def _staff_form(form: StaffForm) -> StaffForm:
    form.branch.choices = _branch_choices(realms.realm(current_actor))
    form.post.choices = [(post.code, i18n.named(post)) for post in reference.posts().values()]
    return form
