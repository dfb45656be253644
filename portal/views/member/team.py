"""The client's team."""

from __future__ import annotations

from typing import Any

from portal.reads import reference
from portal.reads.absences import serving
from portal.rules.accounts.visibility import Permission as P
from portal.views.member import pages
from portal.views.member.own import branch_phone, own_record
from portal.web.answers import answer


@pages.page("/team", may=P.MEMBER, place="account")
def team() -> Any:
    me = own_record()
    return answer("member/team.html", me=me, team=serving(me), posts=reference.posts(), branch_phone=branch_phone(me))
