"""The proof of a signature, for whoever holds its print: computed anew, without a name."""

from __future__ import annotations

from typing import Any

from flask import make_response

from portal.actions.signatures.verifying import proof_of
from portal.extensions import limiter
from portal.ground import clock, formats
from portal.reads.signatures.asked import signed_under
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.masking import mask_name
from portal.views.signatures import pages
from portal.web.answers import answer
from portal.words.signatures import paper


@pages.page("/verify/<token>", may=P.PUBLIC, place="")
@limiter.limit("60/minute")
def verify(token: str) -> Any:
    asked, _client = signed_under(token)
    response = make_response(
        answer(
            "signatures/verify.html",
            proof=proof_of(asked.row),
            paper=paper(asked.row.kind),
            signer=mask_name(asked.row.signer),
            day=formats.dated(clock.local(asked.row.ended_at).date()),
            way=asked.row.way,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response
