"""What a client says of an event that he came to."""

from __future__ import annotations

from typing import Any

from portal.actions.events import thanking
from portal.forms.events.after import FeedbackForm
from portal.ground.errors import OutOfScope
from portal.ground.i18n import gettext as _
from portal.reads.events.after import came, feedback_of
from portal.reads.events.scope import EventScope
from portal.rules.accounts.visibility import Permission as P
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.web.answers import answer, current_actor, done
from portal.words.event_results import SCORES


@pages.form("/events/<number>/feedback", may=P.MEMBER_REQUEST, place="events")
def event_feedback(number: str) -> Any:
    """Three questions, answered once; afterwards what he said."""
    event, me = EventScope(current_actor).by_number(number), own_record()
    if event.state != "held" or not came(event, me.id):
        raise OutOfScope()
    form = FeedbackForm()
    if form.validate_on_submit():
        with form.refusing():
            thanking.say(
                current_actor,
                event,
                me,
                form.score.data,
                form.good.data or "",
                form.wish.data or "",
                form.submission.data,
            )
            return done(_("Thank you. We read every answer."), ".event", number=number)
    said = None if form.is_submitted() else feedback_of(event, me.id)
    return answer("member/event_feedback.html", form.status, event=event, form=form, said=said, scores=dict(SCORES))
