"""The link of a mailed invitation: shows the choice, and only the button acts. Nobody signs in here."""

from __future__ import annotations

from typing import Any

from portal.actions.events import audience
from portal.extensions import limiter
from portal.forms.events.audience import AnswerForm
from portal.ground import clock
from portal.models import Invitation
from portal.reads.events.invitations import by_token
from portal.rules.accounts.visibility import Permission as P
from portal.views.events import pages
from portal.web.answers import answer


@pages.page("/invitation/<token>", may=P.PUBLIC, side="client", place="")
@limiter.limit("60/minute")
def invitation(token: str) -> Any:
    """The event and the three answers; opening it changes nothing, for machines open the links of mails."""
    return _page(token, by_token(token), AnswerForm(formdata=None))


@pages.deed("/invitation/<token>", may=P.PUBLIC, side="client", place="")
@limiter.limit("30/minute", methods=["POST"])
def answer_invitation(token: str) -> Any:
    found, form = by_token(token), AnswerForm()
    if form.validate_on_submit():
        with form.refusing():
            return _page(token, audience.answer(None, found, form.answer.data), form, 200, said=True)
    return _page(token, found, form, form.status)


def _page(token: str, found: Invitation, form: AnswerForm, status: int = 200, *, said: bool = False) -> Any:
    event = found.event
    open_ = event.state == "published" and event.starts_at > clock.now()
    return answer(
        "events/invitation.html", status, token=token, event=event, found=found, form=form, said=said, is_open=open_
    )
