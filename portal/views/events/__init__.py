"""Pages of events."""

from portal.web.pages import Pages

pages = Pages("events", __name__, place="events")
