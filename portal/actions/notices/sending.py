"""The worker's round through what waits: claim, ask again, send, write down what became of it.

Each is sent outside of any transaction, and its result is written before the next one begins.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from portal.actions.notices import claiming, hooks, tokens
from portal.actions.notices.addresses import ends_as, refused_for_good, told_in_the_inbox
from portal.actions.notices.asking import Dropped, Later, Ready, ask, ask_endpoint
from portal.actions.notices.mail import Item, NoServer, Server, Turned, compose
from portal.actions.notices.minding import minded
from portal.ground import clock, settings, steps
from portal.ground.i18n import speaking
from portal.models import Delivery, Endpoint
from portal.models.outbox import HAS_ENDED, IS_WAITING
from portal.reads.events import ical, tickets
from portal.reads.events.invitations import invited_by
from portal.reads.notices import channels, texts
from portal.rules.notices import kinds, moments
from portal.words.said import outside_sentence

log = logging.getLogger(__name__)
SECONDS = 20
"""So long a round lasts; the other steps of the minute wait for it."""
A_MINUTE = timedelta(minutes=1)


class Round:
    """What is known of the ways out while a round lasts: those that do not answer are not asked again in it."""

    def __init__(self, server: Server) -> None:
        self.server, self.closed = server, dict[str, tuple[datetime, str]]()
        self.ends = time.monotonic() + SECONDS

    @property
    def over(self) -> bool:
        return time.monotonic() > self.ends

    def close(self, way: str, why: str, until: datetime) -> None:
        self.closed[way] = until, why


@steps.every_minute
def send() -> int:
    """Send what is due. Answers how many went out."""
    claiming.free_of_the_dead()
    texts.changed()  # what head office switched off a moment ago does not go out
    sent = 0
    with Server(settings.current()) as server:
        round_ = Round(server)
        while not round_.over and (rows := claiming.claim()):
            while rows and claiming.holds(rows[0]) and not round_.over:
                sent += _one(rows.pop(0), round_)
            claiming.release(rows)
    return sent


def _one(row: Delivery, round_: Round) -> int:
    """Answers 1 when it went out."""
    mine = Delivery.claimed_by == claiming.me()
    if Delivery.select(Delivery.id).where(Delivery.id == row.id, IS_WAITING, mine).first() is None:
        return 0  # it went with a digest, or was put off with one
    try:
        return _to_endpoint(row, round_) if row.channel == kinds.HOOK else _to_person(row, round_)
    except Dropped as found:
        _drop(row, found.why)
    except Later as found:
        claiming.put_off([row], found.moment, gathered=found.gathered)
    except Exception:
        log.exception("delivery %s cannot be sent", row.id)
        _failed([row], "fault", moments.MAIL_WAITS)
    return 0


def _drop(row: Delivery, why: str) -> None:
    unreached = why in ("no_address", "address_off", "refused")
    claiming.finish([row], ends_as(row, "dropped") if unreached else "dropped", why)
    log.info("delivery %s (%s) is not sent: %s", row.id, row.channel, why)


def _failed(rows: list[Delivery], why: str, waits: tuple[int, ...], least: timedelta | None = None) -> None:
    wait = moments.again(waits, rows[0].attempts + 1)
    log.info("delivery %s (%s) failed: %s", rows[0].id, rows[0].channel, why)
    if wait is None:
        _give_up(rows, why)
    else:
        claiming.put_off(rows, clock.now() + max(wait, least or wait), why, tried=True)


def _give_up(rows: list[Delivery], why: str) -> None:
    """It failed for good. Who has no login is called where no other channel has it."""
    for row in rows:
        claiming.finish([row], ends_as(row, "failed"), why)


def _to_person(row: Delivery, round_: Round) -> int:
    if row.account_id is None and told_in_the_inbox(row):
        raise Dropped("login")
    way = row.channel
    if way == kinds.EMAIL and not channels.mail_is_on():
        raise Dropped("channel_off")
    if way in round_.closed:
        until, why = round_.closed[way]
        claiming.put_off([row], until, why)
        return 0
    ready = ask(row)
    return _mail(row, ready, round_) if way == kinds.EMAIL else _text(row, ready, round_)


def _item(row: Delivery, ready: Ready) -> Item:
    """In the language at hand."""
    base = settings.current().public_url
    own = texts.standing().get(row.kind)
    words = (own.en if ready.language == "en" else own.zh) if own else ""
    token = "" if kinds.is_duty(row.kind) else tokens.unsubscribe_token(row.account_id, row.client_id, [row.kind])
    leads = invited_by(ready.path, ready.client) if row.kind in kinds.INVITED else ""
    return Item(
        outside_sentence(row.kind, ready.words, ready.path, ready.written, words),
        f"{base}/invitation/{leads}" if leads else base + ready.path,
        f"{base}/unsubscribe/{token}" if token else "",
        ical.of_mail(row.kind, ready.path, ready.client, ready.address, settings.current()),
        tickets.of_mail(row.kind, ready.path, ready.client),
    )


def _digest(row: Delivery) -> list[tuple[Delivery, Ready]]:
    """What else waits for the same digest, asked again as well. It is ours with it."""
    query = Delivery.select().where(
        *(IS_WAITING, Delivery.account == row.account_id, Delivery.channel == row.channel, Delivery.gathered),
        *(Delivery.next_attempt_at <= clock.now(), Delivery.id != row.id),
        Delivery.claimed_until.is_null() | (Delivery.claimed_by == claiming.me()),
    )
    found = []
    for other in query.order_by(Delivery.id).limit(50):
        if not claiming.take(other):
            continue
        try:
            found.append((other, ask(other)))
        except Dropped as reason:
            _drop(other, reason.why)
        except Later as reason:
            claiming.put_off([other], reason.moment, gathered=reason.gathered)
    return found


def _mail(row: Delivery, ready: Ready, round_: Round) -> int:
    ours = [(row, ready)]
    if row.gathered and row.account_id:
        ours = sorted([*ours, *_digest(row)], key=lambda one: one[0].id)
    rows, first = [one for one, _ready in ours], ours[0][0]
    with speaking(ready.language):
        items = [_item(one, its) for one, its in ours]
        loose = [one.kind for one in rows if not kinds.is_duty(one.kind)]
        token = tokens.unsubscribe_token(row.account_id, row.client_id, loose) if loose else ""
        link = f"{settings.current().public_url}/unsubscribe/{token}" if token else ""
        name = tokens.message_id(first.id, first.created_at)
        try:
            mail = compose(name, ready.address, items, link, settings.current())
        except Turned as error:
            return _turned(rows, ready, error)
    try:
        round_.server.send(mail, ready.address)
    except NoServer as error:
        round_.close(kinds.EMAIL, error.code, clock.now() + A_MINUTE)
        _failed(rows, error.code, moments.MAIL_WAITS)
        return 0
    except Turned as error:
        return _turned(rows, ready, error)
    claiming.finish(rows, "sent")
    return 1


def _turned(rows: list[Delivery], ready: Ready, error: Turned) -> int:
    if error.nobody:
        refused_for_good(ready.address, rows[0], error.status)
        for row in rows:
            _drop(row, "refused")
    elif error.permanent:
        _give_up(rows, "policy" if error.recipient else "content")
    else:
        _failed(rows, "later", moments.MAIL_WAITS)
    return 0


def _text(row: Delivery, ready: Ready, round_: Round) -> int:
    group = kinds.group_of(row.kind)
    gateways = Endpoint.select().where(Endpoint.kind == channels.GATEWAY, Endpoint.off == "").order_by(Endpoint.id)
    endpoint = next((one for one in gateways if group in one.templates), None)
    if endpoint is None:
        raise Dropped("channel_off")
    name = tokens.message_id(row.id, row.created_at)
    return _answered(row, endpoint, hooks.text_message(endpoint, row, name, ready.address), round_)


def _to_endpoint(row: Delivery, round_: Round) -> int:
    endpoint = Endpoint.get_by_id(row.endpoint_id)
    ask_endpoint(row, endpoint)
    way = f"endpoint {endpoint.id}"
    if way not in round_.closed and endpoint.kind in hooks.A_MINUTE and _full(endpoint):
        round_.close(way, "later", clock.now() + A_MINUTE)
    if way in round_.closed:
        until, why = round_.closed[way]
        claiming.put_off([row], until, why)
        return 0
    with speaking("zh"):
        result = hooks.call(endpoint, row, tokens.message_id(row.id, row.created_at))
    return _answered(row, endpoint, result, round_)


def _full(endpoint: Endpoint) -> bool:
    """Has the robot had its share of this minute?"""
    lately = Delivery.select(Delivery.id).where(HAS_ENDED, Delivery.ended_at > clock.now() - A_MINUTE)
    return (
        lately.where(Delivery.endpoint == endpoint.id, Delivery.state == "sent").count()
        >= hooks.A_MINUTE[endpoint.kind]
    )


def _answered(row: Delivery, endpoint: Endpoint, result: hooks.Result, round_: Round) -> int:
    if not result.why:
        claiming.finish([row], "sent")
        minded(endpoint, result.why)
        return 1
    minded(endpoint, result.why)
    if result.why == "gone":
        raise Dropped("gone")
    least = moments.retry_after(result.after, clock.now())
    if least or result.status == 0:  # it asks us to wait, or does not answer at all
        way = kinds.SMS if endpoint.kind == channels.GATEWAY else f"endpoint {endpoint.id}"
        round_.close(way, result.why, clock.now() + max(least or A_MINUTE, A_MINUTE))
    _failed([row], result.why, moments.WEBHOOK_WAITS, least)
    return 0
