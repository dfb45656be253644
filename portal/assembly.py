"""The steps of `create_app`, one function each."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from flask import Flask, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal import config, database, extensions, permissions
from portal.actions.shared.recording import set_origin
from portal.ground import clock, i18n, keys
from portal.ground.logs import POLICY, WithoutValues
from portal.rules.accounts.visibility import Permission
from portal.web import (
    browser,
    entrance,
    incoming,
    navigation,
    offline,
    overtaken,
    rendering,
    signins,
    templating,
    traces,
)
from portal.web.rendering import STATIC

ASKED_BY_MACHINES = ("/healthz", "/readyz")
"""Under whatever name; they answer nothing that could lead anywhere."""


AFTERWARDS = 24
"""Hours for which a browser still says whose session it was that ended: his text waits for him as long."""


def configure(app: Flask, settings: config.Settings) -> None:
    app.jinja_environment = templating.LanguageEnvironment
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=config.secret_key(settings),
        DATA_KEY=keys.Keys(
            settings.instance_folder / "data_key", settings.data_key, settings.hmac_key, settings.seal_key
        ),
        MAX_CONTENT_LENGTH=incoming.MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_NAME=browser.cookie_name("portal", settings.https),
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours + AFTERWARDS),
        SESSION_REFRESH_EACH_REQUEST=False,  # a file fetched beside a deed would bring the cookie of before it
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE=settings.zone,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIMETYPES=["text/html", "application/json"],
        RATELIMIT_ENABLED=settings.limits_on,
        RATELIMIT_STORAGE_URI=settings.rate_storage,
    )
    clock.set_zone(settings.zone)
    clock.set_source(clock.stopped_at(settings.now) if settings.now else None)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies)  # type: ignore[method-assign]


def set_up_logging(app: Flask, settings: config.Settings) -> None:
    """Lines with the request's id; nothing secret or personal (no query strings, no form fields)."""
    lines = logging.StreamHandler()
    lines.setFormatter(WithoutValues("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=settings.log_level, handlers=[lines])
    for quiet in ("huey", "peewee.migrations"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    old = logging.getLogRecordFactory()
    if getattr(old, "ours", False):
        return

    def factory(*args, **kwargs):  # type: ignore[no-untyped-def]
        record = old(*args, **kwargs)
        request_id = g.get("request_id") if g else None
        if request_id and isinstance(record.msg, str):
            record.msg = f"[{request_id}] {record.msg}"
        return record

    factory.ours = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(factory)


def open_database(app: Flask, settings: config.Settings) -> None:
    database.connect(settings.database_url)
    app.teardown_request(lambda error: database.release_connection())


def add_extensions(app: Flask, settings: config.Settings) -> None:
    extensions.babel.init_app(app, locale_selector=i18n.select_locale, default_translation_directories="translations")
    extensions.login.init_app(app)
    extensions.compress.init_app(app)
    extensions.csrf.init_app(app)
    extensions.htmx.init_app(app)
    extensions.limiter.init_app(app)
    signins.install(extensions.login, settings)
    extensions.talisman.init_app(
        app,
        content_security_policy=POLICY,
        force_https=settings.https,
        session_cookie_secure=settings.https,
        strict_transport_security=settings.https,
        referrer_policy="same-origin",
        frame_options="DENY",
        permissions_policy={"camera": "()", "microphone": "()", "geolocation": "()"},
    )


def begin_every_request(app: Flask) -> None:
    """A request id, the reader's language, a connection: before the extensions look at the request, so that what they
    refuse is answered in his language too."""

    settings: config.Settings = app.config["SETTINGS"]

    @app.before_request
    def begin() -> None:
        g.request_id = uuid.uuid4().hex
        i18n.begin_request()
        if request.path not in ASKED_BY_MACHINES and not incoming.is_ours(request.host, settings.host_names):
            abort(400)
        database.open_connection()
        set_origin(request.remote_addr or "", g.request_id)
        if "\0" in request.path:
            abort(404)
        if len(request.query_string) > incoming.LONGEST_QUERY:
            abort(414)

    traces.install(app)


def guard_every_request(app: Flask) -> None:
    """The permission of the endpoint: unlisted is refused."""

    @app.before_request
    def may_enter():  # type: ignore[no-untyped-def]
        if request.endpoint is None or request.routing_exception is not None:
            return None
        return entrance.may_enter(request.endpoint)

    overtaken.install(app)

    @app.after_request
    def finish(response):  # type: ignore[no-untyped-def]
        if request.method == "POST":
            navigation.count_anew()
        response.headers["X-Request-Id"] = g.get("request_id", "")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def prepare_templates(app: Flask) -> None:
    rendering.install(app)
    offline.install(app)
    app.context_processor(navigation.context)


def serve_static_files(app: Flask) -> None:
    """Our own and the vendor's files: names carry a content hash, so they are cached for ever."""
    STATIC.mkdir(exist_ok=True)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(STATIC),
        prefix="static/",
        max_age=3600,
        allow_all_origins=False,
        add_headers_function=lambda headers, path, url: headers.add_header("X-Content-Type-Options", "nosniff"),
        immutable_file_test=lambda path, url: "/vendor/" in url,
    )
    app.add_url_rule("/static/<path:filename>", "static", build_only=True)
    permissions.entries(app)["static"] = permissions.Entry(Permission.PUBLIC, "", "both")
