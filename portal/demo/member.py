"""What clients set themselves: consents given, refused and withdrawn, and a call that one of them asked for."""

from __future__ import annotations

from portal.actions.requests.filing import file_request
from portal.demo.stage import Stage
from portal.ground import clock
from portal.models import Account, Client, Consent, Notice
from portal.reads import reference
from portal.reads.accounts.actors import by_account
from portal.reads.matters.starts import call_wish
from portal.rules.consents import VERSION
from portal.rules.requests import call_times

ANSWERS = (
    ("chengang", "marketing", (True,)),
    ("chengang", "survey", (True, False)),
    ("zhoujie", "marketing", (False,)),
    ("zhoujie", "greetings", (True,)),
    ("liufang", "advice", (False,)),
)
"""User name, kind, his answers in turn."""
CALLED = "zhaolei"
"""Who waits for a call."""


def enter(stage: Stage) -> None:
    """After all requests: the call is the latest of them."""
    for username, kind, answers in ANSWERS:
        account = Account.get(Account.username == username)
        for n, given in enumerate(answers):
            at = stage.now - clock.days(40 - 15 * n)
            values = {"kind": kind, "given": given, "version": VERSION, "account": account.id, "at": at}
            Consent.create(client=account.client_id, **values)
    _by_phone(stage)
    account = Account.get(Account.username == CALLED)
    times = list(call_times(clock.now(), reference.office()))
    actor = by_account(account.id, stage.today)
    if actor is not None and len(times) > 3:
        wish = call_wish("境外汇款手续", times[3])
        made = file_request(actor, Client.get_by_id(account.client_id), wish, [], None)
        Notice.delete().where(Notice.path == f"/requests/{made.number}").execute()  # the inboxes are full already


def _by_phone(stage: Stage) -> None:
    """What a client said to his manager by phone."""
    client = Account.get(Account.username == "liufang").client_id
    said = stage.now - clock.days(9)
    Consent.create(
        client=client,
        kind="survey",
        given=True,
        version=VERSION,
        account=Account.get(Account.username == "wanglei").id,
        at=said,
        channel="phone",
        said_on=clock.local(said).date(),
        evidence="电话录音 20-0417",
    )
