"""Every setting of the portal. Nothing else reads the environment.

A setting comes from `PORTAL_<NAME>`, else from `instance/portal.cfg`, else from the default here.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from flask import Config as FlaskConfig

ROOT = Path(__file__).resolve().parent.parent


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SHORTEST_SECRET = 32
"""Characters of a key that somebody sets: what `secrets.token_hex(16)` makes."""


class BadSetting(Exception):
    """A setting that the portal cannot work with; the text says which and what to do."""


@dataclass
class Settings:
    """What can be set. Money in fen, times in seconds unless the name says otherwise."""

    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    secret_key: str = ""
    data_key: str = ""
    hmac_key: str = ""
    seal_key: str = ""
    seal_syslog: str = ""
    demo: bool = False
    demo_public: bool = False
    hosts: str = ""
    surface: str = "both"
    berka: str = "../shared/data/berka"
    inbox: str = ""
    scanner: str = ""
    rate_limits: str = "on"
    rate_storage: str = "memory://"
    now: str = ""
    zone: str = "Asia/Shanghai"
    instance: str = ""
    https: bool = False
    trusted_proxies: int = 0
    workers: int = 1
    threads: int = 4
    head_seconds: int = 10
    body_seconds: int = 20
    requests: int = 60
    connections: int = 200
    idle_minutes_staff: int = 30
    idle_minutes_client: int = 60
    session_hours: int = 12
    activation_days: int = 14
    log_level: str = "INFO"
    access_log: bool = False
    url: str = ""
    smtp_host: str = ""
    smtp_port: int = 0
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = ""

    @property
    def instance_folder(self) -> Path:
        return Path(self.instance) if self.instance else ROOT / "instance"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.instance_folder / 'portal.db'}"

    @property
    def uploads(self) -> Path:
        return self.instance_folder / "uploads"

    @property
    def host_names(self) -> frozenset[str]:
        """The names under which we may be asked; by default the address we listen on, and this machine."""
        named = {one.strip().strip("[]").lower() for one in self.hosts.split(",") if one.strip()}
        return frozenset(named or {self.host.strip("[]").lower(), *LOOPBACK})

    @property
    def public_url(self) -> str:
        """The address under which people reach the portal, without the last stroke: what links in mails begin with."""
        return (self.url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def limits_on(self) -> bool:
        return self.rate_limits != "off"


def load(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings. Raises BadSetting for values that cannot be."""
    environ = os.environ if environ is None else environ
    settings = Settings(instance=environ.get("PORTAL_INSTANCE", ""))
    stored = FlaskConfig(str(ROOT))
    stored.from_pyfile(str(settings.instance_folder / "portal.cfg"), silent=True)
    for field in fields(Settings):
        name = field.name.upper()
        value = environ.get(f"PORTAL_{name}", stored.get(name, getattr(settings, field.name)))
        setattr(settings, field.name, _typed(field.name, value, type(getattr(Settings, field.name))))
    for name, value in overrides.items():
        setattr(settings, name, value)
    _agree(settings)
    return settings


def _typed(name: str, value: Any, kind: type) -> Any:
    if isinstance(value, kind) and not isinstance(value, str):
        return value
    text = str(value).strip()
    if kind is bool:
        return text.lower() in ("1", "true", "yes", "on")
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise BadSetting(f"PORTAL_{name.upper()} must be a whole number, not {text!r}") from None
    return text


def _agree(settings: Settings) -> None:
    if settings.surface not in ("both", "client", "staff"):
        raise BadSetting("PORTAL_SURFACE is one of: both, client, staff")
    if settings.scanner and not re.fullmatch(r"/.+|.+:[0-9]{1,5}", settings.scanner):
        raise BadSetting("PORTAL_SCANNER is clamd's socket (/run/clamav/clamd.ctl) or its address (127.0.0.1:3310)")
    if not settings.demo and not settings.limits_on:
        raise BadSetting("PORTAL_RATE_LIMITS=off is for load tests only: it needs PORTAL_DEMO=1")
    if not settings.demo and settings.now:
        raise BadSetting("PORTAL_NOW is for tests and demos only: it needs PORTAL_DEMO=1")
    if settings.demo and not settings.demo_public and not _only_here(settings.host):
        raise BadSetting(
            f"PORTAL_DEMO=1 lets everybody in with a known password, and {settings.host} can be reached from outside; "
            f"leave PORTAL_HOST at 127.0.0.1, or say it twice with PORTAL_DEMO_PUBLIC=1"
        )
    _mail_agrees(settings)
    for name in ("secret_key", "hmac_key"):
        if 0 < len(getattr(settings, name)) < SHORTEST_SECRET:
            raise BadSetting(f"PORTAL_{name.upper()} is too short: at least {SHORTEST_SECRET} characters")
    for name in ("head_seconds", "body_seconds", "requests", "connections", "threads", "workers"):
        if getattr(settings, name) < 1:
            raise BadSetting(f"PORTAL_{name.upper()} must be 1 or more")
    if not 0 < settings.port < 65536:
        raise BadSetting("PORTAL_PORT must lie between 1 and 65535")


def _mail_agrees(settings: Settings) -> None:
    if settings.smtp_security not in ("starttls", "tls", "none"):
        raise BadSetting("PORTAL_SMTP_SECURITY is one of: starttls, tls, none")
    if settings.smtp_host and not _is_address(settings.mail_from):
        raise BadSetting("PORTAL_SMTP_HOST needs PORTAL_MAIL_FROM, the address that mails come from")
    if settings.smtp_host and settings.url and not settings.url.startswith(("https://", "http://")):
        raise BadSetting("PORTAL_URL begins with https://, it is what links in mails begin with")
    if settings.smtp_host and not settings.url and not settings.demo:
        raise BadSetting("PORTAL_SMTP_HOST needs PORTAL_URL, the address that links in mails begin with")


def _is_address(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    return bool(name and at and "." in domain) and not any(one.isspace() for one in text)


def _only_here(host: str) -> bool:
    return host.strip("[]") in LOOPBACK or host.startswith("127.")


def secret_key(settings: Settings) -> str:
    """The cookie key, made at first start under `instance/` (the keys of ID numbers are those of `ground/keys.py`).

    Raises BadSetting where `instance/` cannot be written.
    """
    key = settings.secret_key or _kept(settings, "secret_key", lambda: secrets.token_hex(32))
    if len(key) < SHORTEST_SECRET:
        raise BadSetting(
            f"{settings.instance_folder / 'secret_key'} is too short: at least {SHORTEST_SECRET} characters"
        )
    return key


def _kept(settings: Settings, name: str, make: Any) -> str:
    path = settings.instance_folder / name
    try:
        settings.instance_folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(make())
        return path.read_text().strip()
    except OSError as error:
        raise BadSetting(
            f"{settings.instance_folder} cannot be written or read ({error.strerror}); set PORTAL_INSTANCE to another "
            f"folder"
        ) from None
