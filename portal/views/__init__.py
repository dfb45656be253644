"""One blueprint per area: read the form, call one action or a few reads, answer."""

from flask import Flask

from portal.views import (
    accounts,
    audit,
    benefits,
    client_list,
    contacts,
    errors,
    events,
    filters,
    holdings,
    home,
    imports,
    letters,
    list_names,
    list_proposals,
    list_review,
    list_screening,
    member,
    merging,
    mine,
    notices,
    organisation,
    products,
    quality,
    record,
    relations,
    requests,
    results,
    services,
    settings,
    standing,
    tags,
    tasks,
    teams,
    tier_levels,
)

AREAS = (
    home,
    accounts,
    organisation,
    client_list,
    filters,
    tags,
    results,
    contacts,
    record,
    relations,
    holdings,
    services,
    products,
    teams,
    requests,
    events,
    benefits,
    tier_levels,
    standing,
    quality,
    merging,
    member,
    mine,
    notices,
    audit,
    settings,
    tasks,
    imports,
    list_screening,
    list_proposals,
    list_names,
    list_review,
    letters,
)


def register(app: Flask) -> None:
    """Every area's pages, and how refusals are answered."""
    errors.register(app)
    for area in AREAS:
        app.register_blueprint(area.blueprint)
