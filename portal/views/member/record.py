"""What the bank holds about the client himself: to read, to have corrected, and who looked at it."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.actions.clients import consents, proposals
from portal.forms.clients.record import CorrectionForm
from portal.ground.errors import OutOfScope, TooOften
from portal.ground.formats import joined
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named
from portal.models import Client
from portal.reads import reference
from portal.reads.accounts.codes import codes_of_client
from portal.reads.benefits.vouchers import showings
from portal.reads.clients.consents import history_of, in_force
from portal.reads.clients.record import accesses, persons_of, reach_of, recent_proposals
from portal.reads.clients.scope import ClientScope
from portal.reads.signatures.asked import latest
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.addresses import row_id
from portal.views.clients import record
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words import clients
from portal.words import consents as words_of_consents
from portal.words.clients import NUMBERS

pages = Pages("mine", __name__, place="account", side="client", url_prefix="/me")


@pages.context_processor
def words() -> dict[str, Any]:
    return record.words()


def own_record() -> Client:
    return ClientScope(current_actor).by_id(current_actor.client_id or 0)


@pages.page("/profile", may=P.MEMBER)
def profile() -> Any:
    me = own_record()
    persons = [one for one in persons_of(me) if one.ended_on is None] if me.is_company else []
    return answer(
        "member/record/profile.html",
        me=me,
        reach=reach_of(me),
        persons=persons,
        proposals=recent_proposals(me),
        signatures=latest(me.id, proposals.KIND),
        consents=in_force(history_of(me.id)),
        consent_words=words_of_consents,
        consent_channels=dict(words_of_consents.CHANNELS),
    )


@pages.deed("/profile/consents/<kind>", may=P.MEMBER_SIGN, stands_on=".profile")
def consent(kind: str) -> Any:
    """Agreeing and refusing are one button each."""
    said = request.form.get("given", "")
    if said not in ("0", "1"):
        raise OutOfScope()
    given = said == "1"
    consents.answer(current_actor, own_record(), kind, given)
    return done(_("Noted: you agree.") if given else _("Noted: you do not want it."), ".profile")


@pages.form("/profile/correct", may=P.MEMBER_SIGN)
def correct() -> Any:
    me = own_record()
    form = CorrectionForm(obj=me, kind=me.kind).keep(me)
    if form.validate_on_submit():
        with form.refusing(TooOften):
            made = proposals.propose(current_actor, me, form.wanted(), form.note.data or "", form.submission.data)
            papers = latest(me.id, proposals.KIND)
            to_sign = [papers[str(one.id)] for one in made if str(one.id) in papers]
            fields = joined(_("“%(field)s”", field=record.field_label(one.field)) for one in made)
            if to_sign:
                words = _("You corrected %(fields)s. Please sign it: then we take it over.", fields=fields)
                return done(words, "signatures.show", token=to_sign[0].row.token)
            return done(_("You corrected %(fields)s. We check it and tell you.", fields=fields), ".profile")
    return answer("member/record/correct.html", form.status, me=me, form=form)


@pages.deed("/profile/corrections/<proposal>/withdraw", may=P.MEMBER_SIGN, decides=_l("Take back"))
def withdraw(proposal: str) -> Any:
    proposals.withdraw(current_actor, own_record(), row_id(proposal) or 0)
    return done(_("Taken back."), ".profile")


@pages.page("/privacy", may=P.MEMBER)
def privacy() -> Any:
    me = own_record()
    rows, after = accesses(me, row_id(request.args.get("before")), request.args.get("kind", ""))
    return answer(
        "member/record/privacy.html",
        me=me,
        rows=rows,
        after=after,
        kind=request.args.get("kind", ""),
        codes=codes_of_client(me.id),
        showings=showings(me.id),
        numbers=NUMBERS,
        posts={code: named(post) for code, post in reference.posts().items()},
        scopes=dict(clients.SCOPES),
    )
