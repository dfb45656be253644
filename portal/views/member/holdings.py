"""The client's accounts."""

from __future__ import annotations

from typing import Any

from portal.reads.holdings.holdings import holdings_of
from portal.rules.accounts.visibility import Permission as P
from portal.views.member import pages
from portal.views.member.own import own_record
from portal.web.answers import answer


@pages.page("/accounts", may=P.MEMBER, place="account")
def accounts() -> Any:
    me = own_record()
    return answer("member/accounts.html", me=me, holdings=holdings_of(me))
