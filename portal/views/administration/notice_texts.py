"""Head office's words for notices outside of the portal: all by subject, one to read, try and change."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from portal.actions.notices import wording
from portal.forms.notices import NoticeTextForm
from portal.ground import clock
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.ground.i18n import speaking
from portal.reads.notices import texts as read
from portal.rules.accounts.visibility import Permission as P
from portal.rules.notices import kinds, texts
from portal.web.answers import answer, current_actor, done
from portal.web.pages import Pages
from portal.words.notices import GROUPS
from portal.words.said import NOTICES, inside_sentence, notice_sample, outside_sentence

pages = Pages("notice_texts", __name__, place="settings", url_prefix="/settings/notices")


def _said(kind: str, own: dict[str, str]) -> dict[str, str]:
    """Language → what an example says."""
    found, (words, path) = {}, notice_sample(kind)
    for language in ("zh", "en"):
        with speaking(language):
            found[language] = outside_sentence(kind, words, path, clock.today(), own[language])
    return found


def _own(kind: str) -> dict[str, str]:
    row = read.standing().get(kind)
    return {"zh": row.zh, "en": row.en} if row else {"zh": "", "en": ""}


@pages.page("", may=P.SETTINGS_READ)
def index() -> Any:
    groups: dict[str, list[tuple[str, dict[str, str], bool, bool]]] = {}
    for kind in sorted(NOTICES):
        line = (kind, _said(kind, _own(kind)), read.leaves(kind), kinds.is_duty(kind))
        groups.setdefault(kinds.group_of(kind), []).append(line)
    return answer(
        "administration/notices/index.html", groups=groups, names=GROUPS, own=read.standing(), inside=inside_sentence
    )


@pages.form("/<kind>", may=P.SETTINGS_READ)
def text(kind: str) -> Any:
    if kind not in NOTICES:
        abort(404)
    form, history = NoticeTextForm(), read.history_of(kind)
    if form.is_submitted() and not current_actor.may(P.SETTINGS_WRITE):
        abort(403)
    zh, en, trying = form.zh.data or "", form.en.data or "", "preview" in request.form
    if form.validate_on_submit():
        with form.refusing(StaleVersion):
            if not trying:
                changed = wording.word(current_actor, kind, zh, en, bool(form.outside.data), form.version_number)
                return done(_("The words are saved.") if changed else _("Nothing was changed."), ".text", kind=kind)
            wording.check(kind, zh, en)
    elif not form.is_submitted() and history:
        form.zh.data, form.en.data, form.outside.data = history[0].zh, history[0].en, history[0].outside
    return _page(kind, form, history, 200 if trying and not form.errors else form.status)


def _page(kind: str, form: NoticeTextForm, history: list[Any], status: int) -> Any:
    form.saves_over(history[0].version if history else 0)
    own = {"zh": form.zh.data or "", "en": form.en.data or ""}
    good = not any(wording.faults_of(kind, text) for text in own.values())
    return answer(
        "administration/notices/text.html",
        status,
        inside=inside_sentence(kind),
        form=form,
        history=history,
        said=_said(kind, own if good else _own(kind)),
        standard=_said(kind, {"zh": "", "en": ""}),
        fields=[f"%({name})s" for name in sorted(texts.allowed(kind, str(NOTICES[kind])))],
        duty=kinds.is_duty(kind),
        group=GROUPS[kinds.group_of(kind)],
    )
