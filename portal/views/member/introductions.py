"""Meeting other clients: what one shows, whom one would like to meet, and what became of it."""

from __future__ import annotations

from typing import Any

from portal.actions.events import introducing
from portal.forms.introductions import AnswerForm, CardForm, MeetForm
from portal.ground.errors import OutOfScope, Refused, StaleVersion, TooOften
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Event
from portal.reads import reference
from portal.reads.events.album import own_event
from portal.reads.events.introductions import card_of, guest_of, guests_to_meet, open_to, own_matter, own_matters
from portal.rules.accounts.visibility import Permission as P
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.web.answers import answer, current_actor, done
from portal.words.introductions import AFTER


@pages.page("/introductions", may=P.MEMBER, place="events")
def introductions() -> Any:
    return _page()


def _page(status: int = 200, **forms: Any) -> Any:
    me = own_record()
    card = card_of(me.id)
    return answer(
        "member/introductions.html",
        status,
        card=card,
        matters=own_matters(me.id),
        industries=reference.industries(),
        ways=dict(AFTER),
        answer_form=lambda row: forms.get(row.token) or AnswerForm(formdata=None).apart(row.token),
        open=me.id in open_to([me.id]),
        may_write=current_actor.may(P.MEMBER_REQUEST),
    )


@pages.form("/introductions/card", may=P.MEMBER_REQUEST, place="events")
def meeting_card() -> Any:
    me = own_record()
    card = card_of(me.id)
    form = CardForm(obj=card)
    if not form.is_submitted():
        form.version.data = str(card.version if card else 0)
        form.industry.data = form.industry.data or me.industry
    elif form.validate():
        with form.refusing(StaleVersion, field=None):
            introducing.save_card(current_actor, me, form.values(), form.version_number)
            return done(_("What you show is kept."), ".introductions")
        if form.overtaken:
            card = card_of(me.id)
            form.saves_over(card.version if card else 0)
    return answer("member/meeting_card.html", form.status, form=form, overtaken=form.overtaken)


@pages.form("/events/<number>/meet", may=P.MEMBER_REQUEST, place="events")
def meet(number: str) -> Any:
    """The guests of an event who let their name be shown; one of them is asked."""
    event, me = own_event(current_actor, number), own_record()
    if event.state not in ("published", "held"):
        raise OutOfScope()
    form, guests = MeetForm(), guests_to_meet(event, me.id)
    form.whom.choices = [(one.token, one.known.name) for one in guests]
    if form.validate_on_submit():
        with form.refusing(Refused, field=""):
            row = introducing.ask(
                current_actor,
                me,
                guest_of(event, me.id, form.whom.data),
                event,
                form.words.data or "",
                form.submission.data,
            )
            words = (
                _("You both said yes: now you can read how to reach each other.")
                if row.state == "agreed"
                else _("We have asked. If the answer is yes, you will hear it here.")
            )
            return done(words, ".introductions")
    return _meet_page(event, form, guests, me.id)


def _meet_page(event: Event, form: MeetForm, guests: list[Any], me: int) -> Any:
    return answer(
        "member/meet.html",
        form.status,
        event=event,
        form=form,
        guests={one.token: one.known for one in guests},
        open=me in open_to([me]),
        willing=bool((card := card_of(me)) and card.willing),
        industries=reference.industries(),
    )


@pages.deed(
    "/introductions/<token>/answer",
    may=P.MEMBER_REQUEST,
    place="events",
    decides=_l("Answer"),
    stands_on="member.introductions",
)
def introduction_answer(token: str) -> Any:
    me = own_record()
    row, form = own_matter(me.id, token), AnswerForm()
    if form.validate_on_submit():
        with form.refusing(TooOften):
            found = introducing.answer(current_actor, me, row, form.answer.data)
            if found.state == "agreed":
                return done(_("You both said yes: now you can read how to reach each other."), ".introductions")
            return done(_("Your answer is kept. A no is told to nobody."), ".introductions")
    return _page(form.status, **{token: form.apart(token)})


@pages.deed(
    "/introductions/<token>/end",
    may=P.MEMBER_REQUEST,
    place="events",
    decides=_l("End the introduction"),
    stands_on="member.introductions",
)
def introduction_end(token: str) -> Any:
    me = own_record()
    introducing.end(current_actor, me, own_matter(me.id, token))
    return done(_("It is over; nobody is told."), ".introductions")
