"""What a thread's page shows besides the thread: other matters, benefits, sub-tasks, links, phrases, their forms."""

from __future__ import annotations

from typing import Any

from portal.forms.handling import ForwardForm, LinkForm, SubtaskForm
from portal.ground import i18n
from portal.models import Request
from portal.reads import reference
from portal.reads.requests import links, phrases, subtasks
from portal.reads.requests.beside import beside
from portal.reads.requests.scope import RequestScope
from portal.reads.requests.threads import chip
from portal.rules.phrases import filled
from portal.web.answers import current_actor
from portal.words.requests import addressed_in

FORMS: dict[str, Any] = {"subtask": SubtaskForm, "forward": ForwardForm, "link": LinkForm}


def around(row: Request, scope: RequestScope, allowed: tuple[str, ...], forms: dict[str, Any]) -> dict[str, Any]:
    """For `requests/thread.html`; forms only for whoever may."""
    works = "reply" in allowed
    given = {name: forms.get(name) or made(formdata=None) for name, made in FORMS.items() if works or name in forms}
    for name in ("subtask", "forward"):
        if name in given:
            given[name].offer(row)
    found = subtasks.of_request(row)
    return {
        "beside": beside(scope, row),
        "subtasks": found,
        "holding": [task for task in found if task.state == "open" and task.holds],
        "does_tasks": {task.id for task in found if task.state == "open" and task.staff_id == current_actor.staff_id},
        "links": links.of_request(scope, row),
        "chip_of": chip,
        "post_name": lambda code: i18n.named(reference.posts()[code]),
        "phrases": phrase_choices(row) if works else [],
        **{f"{name}_form": given.get(name) for name in FORMS},
    }


def phrase_texts(row: Request) -> dict[str, str]:
    """Code of a choice (`3-zh`) → the text with its fields filled in for this request."""
    return {code: text for _language, group in phrase_choices(row) for code, _title, text in group}


def phrase_choices(row: Request) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By language, the reader's own first: (code, title, text filled in)."""
    rows = phrases.in_use(row.category_id)
    found = []
    for language in sorted(("zh", "en"), key=lambda one: one != i18n.language()):
        values = {
            "client": addressed_in(language, row.client),
            "number": row.number,
            "subject": row.subject,
            "staff": current_actor.name,
            "branch": current_actor.branch_en if language == "en" else current_actor.branch_zh,
        }
        group = [
            (
                f"{one.id}-{language}",
                getattr(one, f"title_{language}"),
                filled(getattr(one, f"body_{language}"), values),
            )
            for one in rows
        ]
        if group:
            found.append((language, group))
    return found
