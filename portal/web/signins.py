"""Who is signed in: the cookie's random id, looked up with its person in one query a request."""

from __future__ import annotations

from datetime import timedelta

from flask_login import LoginManager

from portal.config import Settings
from portal.database import write
from portal.ground import clock
from portal.ground.security import digest
from portal.models import SignIn
from portal.reads.accounts.actors import Actor, by_token
from portal.reads.accounts.codes import Issued, standing_code
from portal.reads.notices.inbox import unread_of

TOUCH = timedelta(seconds=60)


def install(login: LoginManager, settings: Settings) -> None:
    login.session_protection = None
    login.login_view = "accounts.login"

    @login.user_loader
    def load(token: str) -> Actor | None:
        actor = by_token(digest(token), clock.today())
        if actor is None or expired(actor, settings):
            return None
        actor.token = token
        if actor.unread_named:
            actor.unread = unread_of(actor)
        touch(actor)
        return actor


def expired(actor: Actor, settings: Settings) -> bool:
    """Idle too long, or signed in too long ago."""
    now = clock.now()
    idle = settings.idle_minutes_client if actor.is_client else settings.idle_minutes_staff
    assert actor.created_at and actor.last_seen_at
    return now - actor.last_seen_at > timedelta(minutes=idle) or now - actor.created_at > timedelta(
        hours=settings.session_hours
    )


def code_for(actor: Actor) -> Issued | None:
    """A one-time code that was issued for this login within a day while its owner is signed in: he must hear of it."""
    if actor.code_at is None or clock.now() - actor.code_at > timedelta(days=1):
        return None
    return standing_code(actor.account_id)


def touch(actor: Actor) -> None:
    """Remember that the device was seen, once a minute."""
    if actor.last_seen_at and clock.now() - actor.last_seen_at > TOUCH:
        with write():
            SignIn.update(last_seen_at=clock.now()).where(SignIn.id == actor.sign_in_id).execute()
