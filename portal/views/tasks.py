"""Long work that goes on in the background: how far it is, what came of it, stopping it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from portal.actions.administration import tasks
from portal.ground.i18n import gettext as _
from portal.views.answers import answer, current_actor, done
from portal.words.said import task_words

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/tasks/<int:task_id>")
def task(task_id: int) -> Any:
    row = tasks.own(current_actor, task_id)
    finished, total, left = tasks.progress(row)
    title, result = task_words(row)
    return answer("tasks/task.html", task=row, finished=finished, total=total, left=left, title=title, result=result)


@blueprint.post("/tasks/<int:task_id>/cancel")
def cancel(task_id: int) -> Any:
    tasks.cancel(current_actor, task_id)
    return done(_("It will stop at the next step; what is not finished is undone."), ".task", task_id=task_id)
