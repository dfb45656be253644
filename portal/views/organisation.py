"""Branches, staff and the roles they hold."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, request

from portal.actions.accounts import passwords
from portal.actions.organisation import branches as organisation_branches
from portal.actions.organisation import roles as organisation_roles
from portal.actions.organisation import staff as organisation
from portal.forms.organisation import BranchForm, RoleForm, StaffFilterForm, StaffForm
from portal.ground import clock, formats, i18n
from portal.ground.errors import Invalid, NotAllowed, StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import ngettext
from portal.models import Account
from portal.reads import reference
from portal.reads.organisation import tree
from portal.reads.organisation.pages import branch_list, grants_of, staff_list
from portal.rules.accounts.roles import Role, grantable
from portal.rules.accounts.visibility import Permission
from portal.views.answers import answer, current_actor, done
from portal.words.organisation import BRANCH_KINDS, ROLE_WORDS

blueprint = Blueprint("organisation", __name__)


def _paths() -> list[str]:
    """Where this person may look: the whole bank for head office, auditor and admin, else his branches."""
    everywhere = current_actor.roles & {Role.ADMIN, Role.HEAD_OFFICE, Role.AUDITOR}
    return ["/"] if everywhere else current_actor.paths(Role.BRANCH_ADMIN)


@blueprint.get("/branches")
def branches() -> Any:
    realm = tuple(organisation.realm(current_actor)) if current_actor.may(Permission.ORGANISATION_WRITE) else ()
    return answer("organisation/branches.html", branches=branch_list(_paths()), kinds=BRANCH_KINDS, realm=realm)


@blueprint.route("/branches/<code>/edit", methods=["GET", "POST"])
def edit_branch(code: str) -> Any:
    branch = organisation.branch_in_realm(current_actor, code)
    form = BranchForm(obj=branch)
    if form.validate_on_submit():
        try:
            organisation_branches.edit_branch(
                current_actor,
                code,
                {n: getattr(form, n).data or "" for n in ("name_zh", "name_en", "address", "phone")},
                form.version_number,
            )
            return done(_("The branch is saved."), ".branches")
        except StaleVersion:
            fresh = organisation.branch_in_realm(current_actor, code)
            form.version.data = str(fresh.version)
            differs = form.differs_from(
                {name: getattr(fresh, name) for name in ("name_zh", "name_en", "address", "phone")}
            )
            return answer("organisation/branch_edit.html", 409, form=form, branch=fresh, differs=differs)
    return answer("organisation/branch_edit.html", 422 if form.is_submitted() else 200, form=form, branch=branch)


@blueprint.get("/staff")
def staff() -> Any:
    form = StaffFilterForm(request.args)
    form.branch.choices = [("", _("All")), *_branch_choices(_paths())]
    rows = staff_list(_paths(), form.q.data or "", form.branch.data or "")
    filtered = bool(form.q.data or form.branch.data)
    return answer(
        "organisation/staff.html",
        form=form,
        rows=rows,
        role_words=ROLE_WORDS,
        posts=reference.posts(),
        filtered=filtered,
    )


@blueprint.route("/staff/new", methods=["GET", "POST"])
def new_staff() -> Any:
    form = _staff_form(StaffForm())
    if form.validate_on_submit():
        try:
            person = organisation.add_staff(current_actor, form.record(), form.username.data, form.submission.data)
            return done(
                _("%(name)s is entered. Give a role next, and hand over a one-time code.", name=person.name),
                ".staff_member",
                username=form.username.data,
            )
        except Invalid as error:
            form.refuse(error)
    return answer("organisation/staff_edit.html", 422 if form.is_submitted() else 200, form=form, person=None)


@blueprint.get("/staff/<username>")
def staff_member(username: str) -> Any:
    return _member_page(username)


@blueprint.route("/staff/<username>/edit", methods=["GET", "POST"])
def edit_staff(username: str) -> Any:
    person = organisation.staff_in_realm(current_actor, username)
    form = _staff_form(StaffForm(obj=person))
    del form.username
    if not form.is_submitted():
        form.branch.data, form.post.data = person.branch.code, person.post_id
    elif form.validate():
        try:
            organisation.edit_staff(current_actor, person, form.record(), form.version_number)
            return done(_("The record is saved."), ".staff_member", username=username)
        except StaleVersion:
            fresh = organisation.staff_in_realm(current_actor, username)
            form.version.data = str(fresh.version)
            now = {name: getattr(fresh, name) for name in form.record()} | {
                "branch": fresh.branch.code,
                "post": fresh.post_id,
            }
            return answer(
                "organisation/staff_edit.html",
                409,
                form=form,
                person=fresh,
                username=username,
                differs=form.differs_from(now),
            )
    return answer(
        "organisation/staff_edit.html", 422 if form.is_submitted() else 200, form=form, person=person, username=username
    )


@blueprint.post("/staff/<username>/roles")
def grant_role(username: str) -> Any:
    person = organisation.staff_in_realm(current_actor, username)
    form = RoleForm()
    if form.validate_on_submit():
        try:
            organisation_roles.grant_role(
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
        except Invalid as error:
            form.refuse(error)
    return _member_page(username, 422, form)


@blueprint.route("/staff/<username>/roles/<int:grant>/end", methods=["GET", "POST"])
def end_role(username: str, grant: int) -> Any:
    person = organisation.staff_in_realm(current_actor, username)
    if request.method == "GET":
        row = next((row for row in grants_of(person) if row.id == grant), None) or abort(404)
        return answer(
            "organisation/role_end.html", person=person, username=username, grant=row, role=ROLE_WORDS[row.role]
        )
    organisation_roles.end_role(current_actor, person, grant)
    return done(_("The role has ended."), ".staff_member", username=username)


@blueprint.route("/staff/<username>/leave", methods=["GET", "POST"])
def staff_leave(username: str) -> Any:
    person = organisation.staff_in_realm(current_actor, username)
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


@blueprint.post("/staff/<username>/activation")
def staff_activation(username: str) -> Any:
    """A one-time code for a colleague's first sign-in or a forgotten password; shown once."""
    person = organisation.staff_in_realm(current_actor, username)
    held = [grant for grant in grants_of(person) if grant.until is None or grant.until > clock.today()]
    if not person.works_on(clock.today()) or any(
        Role(grant.role) not in grantable(current_actor.roles) for grant in held
    ):
        raise NotAllowed()
    login = Account.get(Account.staff == person.id)
    days = current_app.config["SETTINGS"].activation_days
    return _member_page(username, code=passwords.issue_code(current_actor, login, days), days=days)


def _member_page(username: str, status: int = 200, form: RoleForm | None = None, **context: Any) -> Any:
    person = (
        organisation.staff_in_realm(current_actor, username)
        if current_actor.may(Permission.ORGANISATION_WRITE)
        else _readable(username)
    )
    roles = grantable(current_actor.roles) if current_actor.may(Permission.ORGANISATION_WRITE) else ()
    form = form or RoleForm(formdata=None, since=clock.today())
    form.role.choices = [(role, str(ROLE_WORDS[role])) for role in roles]
    form.branch.choices = _branch_choices(organisation.realm(current_actor))
    manages = current_actor.may(Permission.ORGANISATION_WRITE) and person.works_on(clock.today())
    return answer(
        "organisation/staff_member.html",
        status,
        person=person,
        username=username,
        grants=grants_of(person),
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
    from portal.reads.organisation.pages import staff_by_username

    return staff_by_username(username, _paths())


def _branch_choices(paths: list[str]) -> list[tuple[str, str]]:
    return [(b.code, "　" * b.depth + i18n.named(b)) for b in tree.branches_below(paths)]


def _staff_form(form: StaffForm) -> StaffForm:
    form.branch.choices = _branch_choices(organisation.realm(current_actor))
    form.post.choices = [(post.code, i18n.named(post)) for post in reference.posts().values()]
    return form
