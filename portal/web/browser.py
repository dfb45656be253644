"""What a browser keeps for us: the names of its cookies, and the id by which it is known again."""

from __future__ import annotations

import secrets

from flask import current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

YEAR = 365 * 86400


def cookie_name(name: str, https: bool) -> str:
    """Under HTTPS a name that only this very host can set (`__Host-`: secure, for all paths, without a domain)."""
    return f"__Host-{name}" if https else name


def _device_cookie() -> str:
    return cookie_name("portal_device", current_app.config["SETTINGS"].https)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="device")


def device() -> str:
    """The id of a browser from which somebody signed in before (whoever that was); empty for a new one."""
    try:
        return str(_signer().loads(request.cookies.get(_device_cookie(), "")))
    except BadSignature:
        return ""


def device_or_new() -> str:
    return device() or secrets.token_hex(12)


def remember(response: Response, device_id: str) -> None:
    response.set_cookie(
        _device_cookie(),
        _signer().dumps(device_id),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].https,
    )


def signed_in_before() -> str:
    """The random id of whoever was signed in at this browser until now; empty for nobody."""
    return str(session.get("_user_id") or "")
