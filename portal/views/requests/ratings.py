"""How clients rated what was finished, always with how many did."""

from __future__ import annotations

from typing import Any

from portal.ground import i18n
from portal.reads import reference
from portal.reads.administration import settings
from portal.reads.requests.ratings import DAYS, FEW, ratings
from portal.reads.requests.scope import RequestScope
from portal.rules.accounts.visibility import Permission as P
from portal.views.requests import pages
from portal.web.answers import answer, current_actor


@pages.page("/requests/ratings", may=P.REQUESTS_READ)
def rated() -> Any:
    low = settings.value("requests.low_score")
    return answer(
        "requests/ratings.html",
        found=ratings(RequestScope(current_actor), low),
        low=low,
        days=DAYS,
        few=FEW,
        categories={code: i18n.named(one) for code, one in reference.categories().items()},
    )
