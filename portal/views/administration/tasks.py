"""Long work that goes on in the background: how far it is, what came of it, stopping it."""

from __future__ import annotations

from typing import Any

from portal.actions.administration import tasks
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.rules.accounts.visibility import Permission as P
from portal.web.answers import answer, current_actor, done
from portal.web.navigation import stand_with_task
from portal.web.pages import Pages
from portal.words.said import task_words

pages = Pages("tasks", __name__, place="home")


@pages.page("/tasks/<int:task_id>", may=P.SIGNED_IN)
def task(task_id: int) -> Any:
    row = tasks.own(current_actor, task_id)
    stand_with_task(row.kind)
    finished, total, left = tasks.progress(row)
    title, result = task_words(row)
    return answer(
        "administration/task.html", task=row, finished=finished, total=total, left=left, title=title, result=result
    )


@pages.deed("/tasks/<int:task_id>/cancel", may=P.SIGNED_IN, decides=_l("Stop"))
def cancel(task_id: int) -> Any:
    tasks.cancel(current_actor, task_id)
    return done(_("It will stop at the next step; what is not finished is undone."), ".task", task_id=task_id)
