"""Kept files as answers."""

from __future__ import annotations

from typing import Any

from flask import request, send_file
from flask.typing import ResponseReturnValue

from portal.actions.shared import files
from portal.ground.errors import OutOfScope
from portal.rules.shared.uploads import IMAGES


def kept_file(row: Any) -> ResponseReturnValue:
    """A kept upload as a download; `?preview=1` shows a picture in the page."""
    show = bool(request.args.get("preview")) and row.content_type in IMAGES
    path = files.path_of(row.storage_name)
    response = send_file(
        path, mimetype=row.content_type, as_attachment=not show, download_name=row.name, conditional=False
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def kept_picture(storage_name: str, content_type: str) -> ResponseReturnValue:
    """A kept picture to be shown in a page of whoever may see it; no other cache than his browser's keeps it."""
    path = files.path_of(storage_name)
    if not path.is_file():
        raise OutOfScope()
    response = send_file(path, mimetype=content_type, conditional=False)
    response.headers["Cache-Control"] = "private, no-store"
    return response
