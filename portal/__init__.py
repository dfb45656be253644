"""The VIP client portal of a bank branch: one Flask application."""

from __future__ import annotations

from flask import Flask

from portal.config import Settings, load


def create_app(settings: Settings | None = None) -> Flask:
    """The application, put together: settings, database, extensions, guard, templates, pages."""
    # every import of a part of the portal comes by here: the reader of a sheet in its small process needs no pages
    from portal import assembly, views
    from portal.web import incoming

    settings = settings or load()
    app = Flask("portal", static_folder=None, instance_path=str(settings.instance_folder.resolve()))
    assembly.configure(app, settings)
    assembly.set_up_logging(app, settings)
    assembly.open_database(app, settings)
    assembly.begin_every_request(app)
    assembly.add_extensions(app, settings)
    incoming.install(app)
    assembly.guard_every_request(app)
    assembly.prepare_templates(app)
    assembly.serve_static_files(app)
    views.register(app)
    return app
