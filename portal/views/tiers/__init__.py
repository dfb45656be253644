"""Pages of tiers."""

from portal.web.pages import Pages

pages = Pages("tiers", __name__, place="tiers")
