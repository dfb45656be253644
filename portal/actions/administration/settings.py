"""Head office sets what the bank's rules leave to settings; each value holds from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import IntegrityError

from portal.actions.shared.recording import audit
from portal.database import write
from portal.ground import clock
from portal.ground.errors import Invalid, NotAllowed, OutOfScope, StaleVersion
from portal.ground.i18n import lazy_gettext as _l
from portal.models import Setting
from portal.reads.accounts.actors import Actor
from portal.reads.administration import settings
from portal.reads.shared import kept
from portal.rules.accounts.visibility import Permission


def change(actor: Actor, name: str, new: Any, since: date, reason: str, seen: int | None) -> Setting:
    """Set `name` to `new` (yuan in fen) from the day `since` on. `seen` is the id of the newest value that the person
    had before him (0: none). Raises OutOfScope, NotAllowed, Invalid, StaleVersion.
    """
    one = settings.described().get(name)
    if one is None:
        raise OutOfScope()
    if not actor.may(Permission.SETTINGS_WRITE):
        raise NotAllowed()
    if since < clock.today():
        raise Invalid(
            _l("A setting holds from today or a later day; what was promised before stays as it was."), field="since"
        )
    with write():
        newest = Setting.select().where(Setting.name == name).order_by(Setting.id.desc()).first()
        if seen is not None and seen != (newest.id if newest else 0):
            raise StaleVersion(row=newest)
        before = settings.value(name, since)
        Setting.delete().where(Setting.name == name, Setting.since >= since).execute()
        try:
            made = Setting.create(
                name=name, value=new, since=since, reason=reason, author=actor.staff_id, created_at=clock.now()
            )
        except IntegrityError:
            raise StaleVersion() from None
        audit(
            actor,
            "setting.changed",
            made,
            changes={name: [str(before), str(new)], "since": ["", since.isoformat()]},
            name=name,
            reason=reason,
        )
    kept.forget()
    return made
