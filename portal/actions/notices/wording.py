"""Head office writes what a notice says outside of the portal."""

from __future__ import annotations

from peewee import IntegrityError, fn

from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, StaleVersion
from portal.ground.i18n import lazy_gettext as _l
from portal.models import NoticeText
from portal.reads.accounts.actors import Actor
from portal.reads.notices import texts as standing
from portal.rules.accounts.visibility import Permission
from portal.rules.notices import texts
from portal.rules.notices.kinds import is_duty
from portal.words.said import NOTICES


def faults_of(kind: str, text: str) -> str:
    """What of a text cannot be, for people; "" for a good one."""
    return ", ".join(texts.faults(text, texts.allowed(kind, _sentence(kind))))


def _sentence(kind: str) -> str:
    return str(NOTICES.get(kind, ""))


def check(kind: str, zh: str, en: str) -> None:
    """Raises Invalid: fields that the kind does not have."""
    wrong = {name: found for name, text in (("zh", zh), ("en", en)) if (found := faults_of(kind, text))}
    if wrong:
        words = _l("These fields do not exist in this notice: %(fields)s")
        raise Invalid(fields={name: str(words).replace("%(fields)s", found) for name, found in wrong.items()})


def word(actor: Actor, kind: str, zh: str, en: str, outside: bool, seen: int | None) -> bool:
    """Keep new words of a kind; an empty text is the portal's own. `seen`: the version that the page showed. Answers
    whether anything changed. Raises OutOfScope, NotAllowed, Invalid (unknown fields; a duty always leaves),
    StaleVersion.
    """
    if kind not in NOTICES:
        raise OutOfScope()
    if not actor.may(Permission.SETTINGS_WRITE):
        raise NotAllowed()
    check(kind, zh, en)
    if not outside and is_duty(kind):
        raise Invalid(_l("This notice is a duty: it always leaves the portal."), field="outside")
    with write():
        newest = NoticeText.select(fn.MAX(NoticeText.version)).where(NoticeText.kind == kind).scalar() or 0
        if seen is not None and seen != newest:
            raise StaleVersion()
        before = NoticeText.get_or_none(NoticeText.kind == kind, NoticeText.version == newest)
        values = {"zh": zh, "en": en, "outside": outside}
        was = {name: getattr(before, name) for name in values} if before else {"zh": "", "en": "", "outside": True}
        changes = {name: [str(was[name]), str(value)] for name, value in values.items() if was[name] != value}
        if not changes:
            return False
        try:
            made = NoticeText.create(kind=kind, version=newest + 1, author=actor.staff_id, at=clock.now(), **values)
        except IntegrityError:
            raise StaleVersion() from None
        audit(actor, "notice.worded", made, changes=changes, kind=kind)
    standing.changed()
    return True
