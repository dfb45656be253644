"""Pages of the teams (R3)."""

from portal.web.pages import Pages

pages = Pages("teams", __name__, place="teams")
