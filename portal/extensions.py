"""The extension objects; `create_app` ties them to the application."""

from __future__ import annotations

from flask import request
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_login import LoginManager, current_user
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from htmx_flask import Htmx


def whoever_asks() -> str:
    """Rate limits count per signed-in account, else per address."""
    account = getattr(current_user, "account_id", None)
    return f"account:{account}" if account else f"address:{request.remote_addr}"


babel = Babel()
compress = Compress()
csrf = CSRFProtect()
htmx = Htmx()
limiter = Limiter(key_func=whoever_asks)
login = LoginManager()
talisman = Talisman()
