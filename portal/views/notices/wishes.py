"""Which notices somebody wishes to have, and the links of mails, which ask nobody to sign in."""

from __future__ import annotations

from typing import Any

from portal.actions.notices import wishes
from portal.extensions import csrf, limiter
from portal.forms.notices import AloneForm, WishesForm
from portal.ground.i18n import gettext as _
from portal.reads.notices import channels
from portal.reads.notices.wishes import kinds_had, wishes_of
from portal.rules.accounts.visibility import Permission as P
from portal.rules.notices.kinds import EMAIL, GROUPS, OFF, WISHES, is_duty
from portal.rules.notices.texts import without
from portal.views.notices import pages
from portal.web.answers import answer, current_actor, done
from portal.words.notices import CHANNELS, CLIENT_GROUPS, CLIENT_HELP, GROUP_HELP, standard
from portal.words.notices import GROUPS as GROUP_WORDS
from portal.words.said import NOTICES


def _kind_words(kind: str) -> str:
    """What a kind is called: what it says outside, of nothing in particular."""
    return without(str(standard(kind)), {})


@pages.form("/notices/settings", may=P.SIGNED_IN)
@pages.form("/me/notices/settings", may=P.MEMBER, endpoint="own_settings")
def settings() -> Any:
    form = WishesForm()
    if form.validate_on_submit():
        with form.refusing():
            changed = wishes.choose(current_actor, form.chosen(channels.there_are()))
            words = _("Noted: from now on notices come as you wish.") if changed else _("Nothing was changed.")
            return done(words, ".own_settings" if current_actor.is_client else ".settings")
    return _settings_page(form, AloneForm(formdata=None))


def _settings_page(form: WishesForm, alone_form: AloneForm) -> Any:
    shown = channels.there_are()
    said = {channel: wishes_of(channel, current_actor.account_id) for channel in WISHES}
    if not form.is_submitted() or alone_form.is_submitted():
        form.show(said)
    alone = [
        (what, _kind_words(what)) for what, how in sorted(said[EMAIL].items()) if what not in GROUPS and how == OFF
    ]
    off = {what for what, _words in alone}
    had = [kind for kind in kinds_had(current_actor.account_id) if kind in NOTICES and kind not in off]
    alone_form.offer([(kind, _kind_words(kind)) for kind in had])
    return answer(
        "notices/settings.html",
        max(form.status, alone_form.status),
        form=form,
        alone_form=alone_form,
        channels=shown,
        way_names=CHANNELS,
        groups=CLIENT_GROUPS if current_actor.is_client else GROUP_WORDS,
        group_help=CLIENT_HELP if current_actor.is_client else GROUP_HELP,
        alone=alone,
    )


@pages.deed("/notices/settings/alone", may=P.SIGNED_IN, stands_on=".settings")
def switch_off() -> Any:
    """No more mails of one kind alone."""
    form = AloneForm()
    form.offer([(kind, _kind_words(kind)) for kind in kinds_had(current_actor.account_id) if kind in NOTICES])
    if form.validate_on_submit():
        with form.refusing():
            wishes.switch_off(current_actor, form.kind.data, EMAIL)
            words = _("Noted: no more mails of this kind.")
            return done(words, ".own_settings" if current_actor.is_client else ".settings")
    return _settings_page(WishesForm(formdata=None), form)


@pages.deed("/notices/settings/<kind>/again", may=P.SIGNED_IN, stands_on=".settings")
def again(kind: str) -> Any:
    """A kind that was switched off by the link of a mail follows its group again."""
    wishes.have_again(current_actor, kind, EMAIL)
    return done(_("Noted: mails of this kind come again."), ".own_settings" if current_actor.is_client else ".settings")


@pages.page("/unsubscribe/<token>", may=P.PUBLIC, side="both", place="")
def unsubscribe(token: str) -> Any:
    """Shows what would be switched off, and changes nothing: machines open the links of mails."""
    _side, _number, kinds = wishes.named_by(token)
    return _unsubscribe_page(token, kinds, over=False)


@pages.deed("/unsubscribe/<token>", may=P.PUBLIC, side="both", place="")
@csrf.exempt
@limiter.limit("60/minute", methods=["POST"])
def unsubscribe_now(token: str) -> Any:
    """One click in a mail program (RFC 8058) or the page's button: no session, no token of a form. It says so at once,
    without leading elsewhere."""
    return _unsubscribe_page(token, wishes.unsubscribe(token), over=True)


def _unsubscribe_page(token: str, kinds: list[str], *, over: bool) -> Any:
    names = [_kind_words(kind) for kind in kinds if kind in NOTICES and not is_duty(kind)]
    return answer("notices/unsubscribe.html", token=token, names=names, over=over)
