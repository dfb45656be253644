"""Around a request: parts asked of others, forwarding to another branch, links and duplicates."""

from __future__ import annotations

from typing import Any

from portal.actions.requests import forwarding, linking, subtasks
from portal.forms.handling import ForwardForm, LinkForm, ResultForm, SubtaskForm
from portal.ground.errors import WrongState
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Subtask
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.subtasks import SubtaskScope, lately_done, waiting_for, why_due
from portal.rules.accounts.visibility import Permission as P
from portal.views.requests import pages
from portal.views.requests.threads import thread_page
from portal.web.answers import answer, current_actor, done
from portal.words.requests import clock_words


@pages.page("/requests/tasks", may=P.REQUESTS_WORK)
def tasks() -> Any:
    return answer("requests/tasks.html", waiting=waiting_for(current_actor), finished=lately_done(current_actor))


@pages.deed("/requests/<number>/tasks", may=P.REQUESTS_WORK, stands_on=".thread")
def ask_task(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = SubtaskForm().offer(row)
    if form.validate_on_submit():
        with form.refusing(WrongState):
            subtasks.ask(
                current_actor,
                row,
                form.what.data,
                form.details.data or "",
                form.due_at.data,
                form.branch.data or "",
                form.post.data or "",
                form.colleague.data or "",
                form.submission.data,
                holds=form.holds.data,
            )
            return done(_("The sub-task is asked."), ".thread", number=number)
    return thread_page(row, form.status, subtask=form)


@pages.page("/requests/tasks/<int:ident>", may=P.REQUESTS_WORK)
def task(ident: int) -> Any:
    return _task_page(SubtaskScope(current_actor).by_id(ident), ResultForm(formdata=None))


def _task_page(row: Subtask, form: ResultForm, status: int = 200) -> Any:
    inside = RequestScope(current_actor).reaches(row.request_id)
    why = clock_words(why_due(row))
    return answer("requests/task.html", status, row=row, form=form, inside=inside, clock_words=why)


@pages.deed("/requests/tasks/<int:ident>/done", may=P.REQUESTS_WORK, decides=_l("Done"), stands_on=".task")
def task_done(ident: int) -> Any:
    row, form = SubtaskScope(current_actor).by_id(ident), ResultForm()
    if form.validate_on_submit():
        with form.refusing(WrongState):
            subtasks.done(current_actor, row, form.result.data)
            return done(_("Done; %(name)s reads the result.", name=row.asker.name), ".tasks")
    return _task_page(row, form, form.status)


@pages.deed("/requests/<number>/tasks/<int:ident>/withdraw", may=P.REQUESTS_WORK, decides=_l("Withdraw"))
def withdraw_task(number: str, ident: int) -> Any:
    row = RequestScope(current_actor).by_number(number)
    subtasks.withdraw(current_actor, subtasks.of(row, ident))
    return done(_("The sub-task is withdrawn."), ".thread", number=number)


@pages.deed("/requests/<number>/forward", may=P.REQUESTS_WORK, decides=_l("Forward it"))
def forward(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = ForwardForm().offer(row)
    if form.validate_on_submit():
        with form.refusing():
            forwarding.forward(
                current_actor,
                row,
                form.branch.data,
                form.reason.data,
                form.channel.data,
                form.consent_on.data,
                form.submission.data,
            )
            return done(_("%(number)s is in the other branch's queue now.", number=number), ".index")
    return thread_page(row, form.status, forward=form)


@pages.deed("/requests/<number>/links", may=P.REQUESTS_WORK, decides=_l("Link them"))
def link(number: str) -> Any:
    row = RequestScope(current_actor).by_number(number)
    form = LinkForm()
    if form.validate_on_submit():
        with form.refusing():
            if form.kind.data == "duplicate":
                linking.duplicate(current_actor, row, form.other.data, form.submission.data)
                return done(_("Closed as the same as %(number)s.", number=form.other.data), ".thread", number=number)
            linking.link(current_actor, row, form.other.data, form.submission.data)
            return done(_("The requests are linked."), ".thread", number=number)
    return thread_page(row, form.status, link=form)


@pages.deed("/requests/<number>/links/<int:ident>/end", may=P.REQUESTS_WORK, decides=_l("Unlink"))
def unlink(number: str, ident: int) -> Any:
    linking.unlink(current_actor, RequestScope(current_actor).by_number(number), ident)
    return done(_("They are not linked any more."), ".thread", number=number)


@pages.deed("/requests/<number>/separate", may=P.REQUESTS_WORK, decides=_l("It is not the same"))
def separate(number: str) -> Any:
    linking.separate(current_actor, RequestScope(current_actor).by_number(number))
    return done(_("The request is open again, due no later than it was."), ".thread", number=number)
