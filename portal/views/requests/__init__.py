"""Pages of requests."""

from portal.web.pages import Pages

pages = Pages("requests", __name__, place="requests")
