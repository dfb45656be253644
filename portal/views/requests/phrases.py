"""Approved phrases for replies: head office writes them, with a preview in both languages."""

from __future__ import annotations

from typing import Any

from portal.actions.requests import phrases as actions
from portal.forms.handling import PhraseForm
from portal.ground.errors import StaleVersion
from portal.ground.i18n import gettext as _
from portal.reads.requests import phrases as read
from portal.rules.accounts.visibility import Permission as P
from portal.rules.phrases import filled
from portal.views.requests import pages
from portal.web.answers import answer, current_actor, done
from portal.words.requests import EXAMPLES, FIELD_WORDS


@pages.page("/requests/phrases", may=P.PHRASES_WRITE)
def phrases() -> Any:
    return answer("requests/phrases.html", rows=read.phrases(), shown=_shown)


def _shown(text: str, language: str) -> str:
    """A text with its fields filled in as an example."""
    return filled(text, {name: words[language] for name, words in EXAMPLES.items()})


@pages.form("/requests/phrases/new", may=P.PHRASES_WRITE)
def new_phrase() -> Any:
    form = PhraseForm()
    if form.validate_on_submit():
        with form.refusing():
            actions.write_phrase(current_actor, form.values(), form.submission.data)
            return done(_("The phrase is saved."), ".phrases")
    return _page(form, None, form.status)


@pages.form("/requests/phrases/<int:ident>", may=P.PHRASES_WRITE)
def phrase(ident: int) -> Any:
    row, form = read.phrase(ident), PhraseForm()
    if form.validate_on_submit():
        with form.refusing(StaleVersion, field=None):
            actions.change_phrase(current_actor, row, form.values(), form.version_number)
            return done(_("The phrase is saved."), ".phrases")
    elif not form.is_submitted():
        form = PhraseForm.of(row)
    return _page(form, row, form.status)


def _page(form: PhraseForm, row: Any, status: int) -> Any:
    differs = None
    if form.overtaken:
        row = read.phrase(row.id)
        names = ("title_zh", "body_zh", "title_en", "body_en", "active")
        differs = form.differs_from({name: getattr(row, name) for name in names})
        form.saves_over(row.version)
    texts = [(code, _shown(getattr(form, f"body_{code}").data or "", code)) for code in ("zh", "en")]
    return answer("requests/phrase.html", status, form=form, row=row, texts=texts, fields=FIELD_WORDS, differs=differs)
