"""The lines of a client's timeline as sentences in the reader's language: "王磊 拜访了客户：谈到子女入学"."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup, escape

from portal.ground import formats
from portal.ground.i18n import gettext as _
from portal.ground.i18n import lazy_gettext as _l
from portal.ground.i18n import named, ngettext
from portal.reads import reference
from portal.reads.clients.circle import Related
from portal.reads.clients.timeline import BY_ITSELF, Moment
from portal.rules.clients.relations import KINDS
from portal.words.benefits import benefit_name
from portal.words.clients import role_word
from portal.words.holdings import any_name
from portal.words.said import changes_of, deed_sentence
from portal.words.tiers import tier_reason

LONG = 110
"""Letters after which a text is folded."""

CONTACTS: dict[str, tuple[str, Any]] = {
    "visit": ("briefcase", _l("visited the client")),
    "phone": ("phone", _l("phoned the client")),
    "branch": ("building-bank", _l("met the client in branch")),
    "wechat": ("message-dots", _l("talked to the client on WeChat")),
    "sms": ("device-mobile", _l("sent the client a text message")),
    "email": ("mail", _l("wrote the client an e-mail")),
    "portal": ("device-desktop", _l("wrote to the client in the portal")),
}
BEGUN_BY_HIM: dict[str, Any] = {
    "visit": _l("had a visit of the client"),
    "phone": _l("was phoned by the client"),
    "branch": _l("was met by the client in branch"),
    "wechat": _l("heard from the client on WeChat"),
    "sms": _l("got a text message of the client"),
    "email": _l("got an e-mail of the client"),
    "portal": _l("heard from the client in the portal"),
    "not_reached": _l("was missed by the client"),
    "left_word": _l("was left word by the client"),
}
"""Contacts and attempts that the client began."""
ATTEMPTS: dict[str, Any] = {
    "not_reached": _l("did not reach the client"),
    "left_word": _l("left word for the client"),
    "bulk": _l("sent the client a message to many"),
}
"""Contacts that did not reach the client: shown, and not counted."""
REQUESTS = {
    "request": _l("filed the request"),
    "complaint": _l("filed the complaint"),
    "suggestion": _l("filed the suggestion"),
    "praise": _l("sent praise"),
}
STEPS = {
    "resolved": ("circle-check", "done", _l("resolved %(number)s")),
    "closed": ("circle-check", "plain", _l("closed %(number)s")),
    "reopened": ("refresh", "wait", _l("reopened %(number)s")),
    "withdrawn": ("arrow-back-up", "plain", _l("withdrew %(number)s")),
}
"""What becomes of a request, after a name: 王磊 resolved R-2026-000007."""
SEATS = {
    "manager": _l("%(name)s became client manager"),
    "adviser": _l("%(name)s became wealth adviser"),
    "specialist": _l("%(name)s joined the service team"),
}
DEALS = {
    "new_product": ("circle-plus", _l("New product: %(name)s")),
    "maturity": ("calendar-time", _l("%(name)s matures on %(day)s")),
    "balance_change": ("arrows-exchange", _l("The balance of %(name)s changed by much")),
}
KIND_WORDS = {
    "contact": _l("Contacts"),
    "request": _l("Requests"),
    "event": _l("Events"),
    "benefit": _l("Benefits"),
    "tier": _l("Tier"),
    "team": _l("Team"),
    "deal": _l("Deals"),
    "relation": _l("Relations"),
    "record": _l("Record"),
}


@dataclass
class Line:
    """One line as the template shows it; `rest` is what is folded away."""

    icon: str
    tone: str
    at: datetime
    words: Markup
    rest: str = ""


def lines(moments: list[Moment], others: Mapping[int, Related]) -> list[Line]:
    """Moments as lines; `others` are the other sides of the relations among them, as the reader may know them."""
    return [
        RELATED[moment.kind](moment, others.get(moment.id)) if moment.kind in RELATED else _WORDS[moment.kind](moment)
        for moment in moments
    ]


def _line(moment: Moment, icon: str, words: Any, tone: str = "info") -> Line:
    return Line(icon, tone, moment.at, words)


def _bold(name: str) -> Markup:
    return Markup("<b>{}</b>").format(name) if name else Markup("")


def _said(head: Any, text: str) -> tuple[Markup, str]:
    """A sentence and what was said; a long text keeps its beginning, the whole is folded."""
    if not text:
        return Markup(head), ""  # noqa: S704 (escaped by the caller)
    short = text if len(text) <= LONG else text[: LONG - 20].rstrip() + "…"
    return Markup("{}{}{}").format(head, _(": "), short), text if short != text else ""


def _with(moment: Moment, icon: str, head: Any, text: str, tone: str = "info") -> Line:
    words, rest = _said(head, text)
    return Line(icon, tone, moment.at, words, rest)


def _contact(moment: Moment) -> Line:
    icon, verb = CONTACTS.get(moment.what, ("phone", moment.what))
    reference_, kept, _rest = moment.ref.partition("*")
    outcome, _colon, began = reference_.partition(":")
    his = BEGUN_BY_HIM if began == "client" else {}
    verb = his.get(outcome) or ATTEMPTS.get(outcome) or his.get(moment.what, verb)
    tone = "plain" if outcome in ATTEMPTS else "info"
    words = moment.more or (str(_("(confidential)")) if kept else "")
    return _with(moment, icon, Markup("{} {}").format(_bold(moment.who), str(verb)), words, tone)


def _request(moment: Moment) -> Line:
    who = _bold(moment.who) if moment.who else escape(_("The client"))
    link = Markup('<a href="/requests/{0}">{0}</a>').format(moment.ref)
    return _with(
        moment,
        "message-2",
        Markup("{} {} {}").format(who, str(REQUESTS.get(moment.what, moment.what)), link),
        moment.more,
    )


def _request_step(moment: Moment) -> Line:
    link = Markup('<a href="/requests/{0}">{0}</a>').format(moment.ref)
    icon, tone, verb = STEPS[moment.what]
    if moment.who == BY_ITSELF:
        return _with(
            moment, icon, Markup("{} {}").format(link, _("was closed after two quiet weeks")), moment.more, tone
        )
    who = _bold(moment.who) if moment.who else escape(_("The client"))
    return _with(moment, icon, Markup("{} {}").format(who, escape(str(verb)) % {"number": link}), moment.more, tone)


def _event(moment: Moment) -> Line:
    link = Markup('<a href="/events/{}">{}</a>').format(moment.ref, moment.more)
    head = Markup("{} {} {}").format(_bold(moment.who) if moment.who else _("The client"), _("signed up for"), link)
    guests = int(moment.what)
    if guests:
        head += Markup("{}{}").format(_(", "), ngettext("with %(num)d guest", "with %(num)d guests", guests))
    return _line(moment, "calendar-event", head)


def _benefit(moment: Moment) -> Line:
    head = Markup("{} {} × {}").format(_("Used"), benefit_name(moment.what), moment.ref)
    return _line(moment, "gift", head + (Markup(" ") + _("(%(words)s)", words=moment.more) if moment.more else ""))


def _tier(moment: Moment) -> Line:
    tier = reference.tiers().get(moment.what)
    badge = Markup('<span class="tier tier-{}">{}</span>').format(moment.what, named(tier) if tier else moment.what)
    return _with(moment, "crown", Markup("{} {}").format(_("Tier"), badge), tier_reason(moment.more))


def _team(moment: Moment) -> Line:
    return _with(moment, "users-group", escape(str(SEATS[moment.what]) % {"name": moment.ref}), moment.more)


def _team_end(moment: Moment) -> Line:
    return _with(moment, "user-off", escape(_("%(name)s left the team", name=moment.ref)), moment.more, "plain")


def _deal(moment: Moment) -> Line:
    icon, text = DEALS.get(moment.what, ("activity", "%(name)s"))
    day = formats.day(date.fromisoformat(moment.ref[:10]), weekday=False)
    return _line(moment, icon, escape(str(text) % {"name": any_name(moment.more), "day": day}), "done")


def _relation(moment: Moment, other: Related | None) -> Line:
    head = Markup("{} {} {}").format(_bold(moment.who), _("recorded a relation:"), _other_side(moment, other))
    return _line(moment, "users", head)


def _relation_end(moment: Moment, other: Related | None) -> Line:
    return _line(moment, "user-off", Markup("{} {}").format(_("Ended:"), _other_side(moment, other)), "plain")


def _other_side(moment: Moment, other: Related | None) -> Markup:
    """What the other side is and who: by name where this reader may know it, else as another client."""
    kind = KINDS[moment.what]
    if other is None or other.sight == "none":
        role = role_word(kind.first if moment.ref == "first" else kind.second)
        return Markup("{} · {}").format(role, _("another client"))
    link = Markup('<a href="/clients/{}">{}</a>').format(other.number, other.name) if other.number else other.name
    return Markup("{} · {}").format(role_word(other.role, other.gender), link)


def _record(moment: Moment) -> Line:
    entry = SimpleNamespace(
        action=moment.what,
        actor_name=moment.who,
        words=json.loads(moment.more or "{}"),
        changes=json.loads(moment.ref or "{}"),
    )
    fields = formats.joined(label for label, _before, _after in changes_of(entry))
    return _with(moment, "edit", escape(deed_sentence(entry)), fields, "plain")


_WORDS: dict[str, Callable[[Moment], Line]] = {
    "contact": _contact,
    "request": _request,
    "request_step": _request_step,
    "event": _event,
    "benefit": _benefit,
    "tier": _tier,
    "team": _team,
    "team_end": _team_end,
    "deal": _deal,
    "record": _record,
}
RELATED: dict[str, Callable[[Moment, Related | None], Line]] = {"relation": _relation, "relation_end": _relation_end}
"""Kinds whose `id` is a relation's."""
