"""Pictures of benefits, in the two sizes in which pages show them."""

from __future__ import annotations

from typing import Any

from flask import send_file

from portal.actions.shared import files
from portal.ground.errors import OutOfScope
from portal.reads import reference
from portal.rules.accounts.visibility import Permission as P
from portal.rules.shared.pictures import SIZES, name_of
from portal.views.benefits import pages


@pages.page("/benefits/pictures/<name>", may=P.SIGNED_IN, side="both")
def picture(name: str) -> Any:
    """A name is given once and what it shows never changes: a browser keeps it."""
    versions = reference.benefit_versions().values()
    known = {name_of(one.picture, size) for one in versions if one.picture for size in SIZES}
    path = files.path_of(name)
    if name not in known or not path.exists():
        raise OutOfScope()
    response = send_file(path, mimetype="image/webp", conditional=False)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
