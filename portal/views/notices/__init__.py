"""Pages of notices, for clients and staff alike."""

from portal.web.pages import Pages

pages = Pages("notices", __name__, place="home", side="both")
