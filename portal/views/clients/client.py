"""The list of clients, the client's page, creating and editing."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request

from portal.actions.accounts import codes
from portal.actions.clients import documents, record
from portal.actions.quality.duplicates import LooksLike, fingerprint
from portal.actions.quality.duplicates import beside as looking_like
from portal.extensions import limiter
from portal.forms.clients.record import ClientForm
from portal.ground import i18n
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.models import Account, Client
from portal.reads.accounts.logins import logins_of
from portal.reads.clients.scope import ClientScope
from portal.reads.handovers.scope import coming_to
from portal.reads.teams.seats import current_team
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.masking import mask_phone
from portal.views.clients import pages, sections
from portal.views.clients.phone_notes import note_number
from portal.views.finding.listing import beside
from portal.views.quality.findings import WORDS as ALIKE
from portal.web.answers import answer, current_actor, done


def _en() -> bool:
    return i18n.language() == "en"


@pages.page("/clients/<number>", may=P.CLIENTS_READ)
def client(number: str) -> Any:
    row = ClientScope(current_actor, head=True).by_number(number)
    place = beside(current_actor, row, request.args.get("list"))
    if not row.open:
        return answer("clients/head.html", client=row, team=current_team(row.id), beside=place)
    coming = coming_to(current_actor, row.id)
    return answer(
        "clients/client.html", client=row, beside=place, coming=coming, **sections.of_page(current_actor, row)
    )


@pages.page("/clients/<number>/<section>", may=P.CLIENTS_READ)
def section(number: str, section: str) -> Any:
    """One section: a page of its own, and what HTMX puts into the client's page when the reader gets there."""
    row = ClientScope(current_actor).by_number(number)
    found = sections.of_one(current_actor, row, section)
    alone = request.htmx and request.htmx.target in (section, "older")  # type: ignore[attr-defined]
    return answer(found["section"].template if alone else "clients/section.html", client=row, **found)


@pages.form("/clients/new", may=P.CLIENTS_CREATE)
@limiter.limit("60/hour", methods=["POST"])
def new() -> Any:
    kind = request.form.get("kind") or request.args.get("kind") or "individual"
    form = ClientForm(kind=kind)
    form.branch.choices = _branches()
    if form.validate_on_submit():
        with form.refusing(LooksLike, field=None):
            other = request.form.get("somebody_else", "")
            row = record.create_client(current_actor, form.record(), form.submission.data, somebody_else=other)
            _hint(row)
            return done(
                _("%(name)s is entered as %(number)s.", name=row.name, number=row.number), ".client", number=row.number
            )
    asked: dict[str, Any] = {}
    if isinstance(form.refusal, LooksLike):
        alike = form.refusal.found
        asked = {"alike": alike, "sign": fingerprint(alike), "asked": True, **ALIKE}
    return answer("clients/edit.html", form.status, form=form, client=None, company=form.for_company, **asked)


@pages.form("/clients/<number>/edit", may=P.CLIENTS_WRITE)
def edit(number: str) -> Any:
    row = ClientScope(current_actor).by_number(number)
    form = ClientForm(obj=row, kind=row.kind).keep(row)
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            changes = record.edit_client(current_actor, row, form.record(), form.version_number)
            fresh = Client.get_by_id(row.id)
            _hint(fresh)
            if "mobile" in changes:
                note_number(current_actor, fresh, fresh.mobile)
            words = _("The record is saved.") if changes else _("Nothing was changed.")
            return done(words, ".client", number=row.number)
        if form.overtaken:
            return _stale(form, number)
    return answer("clients/edit.html", form.status, form=form, client=row, company=row.is_company)


def _hint(row: Client) -> None:
    """What the resident ID says otherwise is said and not refused: people keep IDs with a wrong date."""
    for name in documents.disagreements(row):
        words = {
            "birthday": _("The resident ID says another birthday. Please ask the client."),
            "gender": _("The resident ID says another gender. Please ask the client."),
        }
        flash(words[name], "wait")


def _stale(form: ClientForm, number: str) -> Any:
    """Both versions side by side: what stands now, and what was typed."""
    row = ClientScope(current_actor).by_number(number)
    typed, personal = form.record(), form.personal(row)
    now = {name: personal[name] if name in personal else getattr(row, name) for name in typed if name != "document"}
    differs = form.differs_from(now)
    form.saves_over(row.version)
    if "*" in (form.mobile.data or ""):
        form.mobile.show(mask_phone(row.mobile))
    return answer("clients/edit.html", form.status, form=form, client=row, differs=differs, company=row.is_company)


def _branches() -> list[tuple[str, str]]:
    return [(b.code, b.name_en if _en() else b.name_zh) for b in record.branches_for_new(current_actor)]


@pages.form("/clients/<number>/activation", may=P.ACTIVATE)
def activation(number: str) -> Any:
    """A one-time code to hand over: shown once, on a page that can be printed."""
    row = ClientScope(current_actor).by_number(number)
    logins = logins_of(row)
    wanted = request.values.get("login")
    chosen = _login_among(logins, wanted)
    if request.method == "GET":
        alike = looking_like(current_actor, row)
        return answer(
            "clients/activation.html", client=row, logins=logins, code=None, wanted=wanted, alike=alike, **ALIKE
        )
    login = chosen or record.open_login(current_actor, row)
    code = codes.issue_code(current_actor, login, record.code_days())
    return answer(
        "clients/activation.html", client=row, logins=logins_of(row), code=code, login=login, days=record.code_days()
    )


def _login_among(logins: list[Account], wanted: str | None) -> Account | None:
    """The login that was named, or the only one; None where there is none yet. Another's, an ended or an unknown one is
    not found: a code never goes to somebody else than was meant."""
    if wanted:
        return next((login for login in logins if login.username == wanted), None) or abort(404)
    if request.method == "POST" and len(logins) > 1:
        abort(404)
    return logins[0] if logins else None
