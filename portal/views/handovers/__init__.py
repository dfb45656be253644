"""Pages of the handovers (R3)."""

from portal.web.pages import Pages

pages = Pages("handovers", __name__, place="teams")
