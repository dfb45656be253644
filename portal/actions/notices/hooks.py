"""To machines and groups: webhooks by Standard Webhooks, robots by apprise, text messages through a gateway.

What is sent says which matter and of which kind, never what is in it: no names, subjects, answers or amounts.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from standardwebhooks import Webhook

from portal.ground import clock, outgoing, settings
from portal.ground.i18n import gettext as _
from portal.models import Delivery, Endpoint
from portal.reads.notices.channels import address_of, keys_of
from portal.rules.notices import texts
from portal.rules.notices.hosts import fault_of
from portal.rules.notices.kinds import group_of
from portal.rules.notices.refusals import refused_inside

try:  # an extra: `pip install portal[robots]`
    import apprise as _apprise
    import requests
except ImportError:
    _apprise = None  # type: ignore[assignment]

apprise: ModuleType | None = _apprise
SCHEMES = {"wecom": "wecombot", "dingtalk": "dingtalk", "feishu": "feishu"}
A_MINUTE = {"wecom": 20, "dingtalk": 20, "feishu": 60}
"""What the robots take in a minute by their makers' rules; what is more waits."""
LONGEST = 600
"""Characters to a robot: a good deal less than any of them takes."""


@dataclass(frozen=True)
class Result:
    """How an endpoint answered: `why` is "" when it took it. `after`: its `Retry-After`."""

    why: str = ""
    status: int = 0
    after: str = ""


class Heard:
    """`requests` for apprise, which looks at the status of an answer alone: what is refused with 200 is refused."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, *given: Any, **named: Any) -> Any:
        answer = requests.post(*given, **named)  # noqa: S113 (apprise says how long)
        with suppress(ValueError):
            if refused_inside(answer.json()):
                answer.status_code = 400
        return answer


if apprise is not None:
    for _scheme in SCHEMES.values():
        vars(import_module(f"apprise.plugins.{_scheme}"))["requests"] = Heard()


def robots_there() -> bool:
    return apprise is not None


def call(endpoint: Endpoint, row: Delivery, name: str) -> Result:
    """Send it once. `name`: of the delivery outside, the same at each attempt."""
    try:
        if endpoint.kind == "webhook" and _inner(endpoint):
            return Result("private")
        if endpoint.kind == "webhook":
            return _webhook(endpoint, row, name)
        return _robot(endpoint, row)
    except outgoing.NoWay as error:
        return Result(error.code)
    except ValueError:
        return Result("key")


def _inner(endpoint: Endpoint) -> bool:
    """Was its address allowed only while it stood in the bank's own network? Raises ValueError."""
    return bool(fault_of(address_of(endpoint), endpoint.private))


def body_of(row: Delivery) -> str:
    """What a machine hears of a notice."""
    data = {"group": group_of(row.kind), "about": texts.about(row.path)}
    return json.dumps({"type": row.kind, "timestamp": row.created_at.isoformat(), "data": data})


def signed(keys: list[str], name: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers; while a key changes both sign."""
    signatures = " ".join(Webhook(key).sign(name, at, body) for key in keys)
    return {"webhook-id": name, "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signatures}


def _webhook(endpoint: Endpoint, row: Delivery, name: str) -> Result:
    now, body = clock.now(), body_of(row)
    headers = {"Content-Type": "application/json", **signed(keys_of(endpoint, now), f"msg_{name}", now, body)}
    answer = outgoing.post(address_of(endpoint), body.encode(), headers, private=endpoint.private)
    return judged(answer)


def judged(answer: outgoing.Answered) -> Result:
    if 200 <= answer.status < 300:
        return Result(status=answer.status)
    why = "gone" if answer.status == 410 else "redirect" if 300 <= answer.status < 400 else "status"
    return Result(why, answer.status, answer.headers.get("retry-after", ""))


def words_of_robot(row: Delivery) -> str:
    """What a group reads: which matter, and where."""
    number = texts.about(row.path)
    said = _("There is news about %(about)s", about=number) if number else _("There is something new in the portal")
    return f"{said}\n{settings.current().public_url}{staff_page(row.path)}"[:LONGEST]


def staff_page(path: str) -> str:
    """Where staff read what a client has at this address; the start page where it says more than a number."""
    return path.removeprefix("/me") if texts.about(path) else "/home"


def _robot(endpoint: Endpoint, row: Delivery) -> Result:
    if apprise is None:
        return Result("missing")
    way = apprise.Apprise()
    if not way.add(f"{SCHEMES[endpoint.kind]}://{address_of(endpoint)}"):
        return Result("key")
    return Result() if way.notify(body=words_of_robot(row)) else Result("status")


def text_message(endpoint: Endpoint, row: Delivery, name: str, mobile: str) -> Result:
    """Through the gateway: the code of a template and its fields, never a text."""
    code = endpoint.templates.get(group_of(row.kind), "")
    body = json.dumps({"id": name, "template": code, "to": mobile, "fields": {"about": texts.about(path_of(row))}})
    try:
        if _inner(endpoint):
            return Result("private")
        key = keys_of(endpoint, clock.now())
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key[0]}"} if key else {})}
        return judged(outgoing.post(address_of(endpoint), body.encode(), headers, private=endpoint.private))
    except outgoing.NoWay as error:
        return Result(error.code)
    except ValueError:
        return Result("key")


def path_of(row: Delivery) -> str:
    return str(row.notice.path if row.notice_id else row.path)
