"""Pages of the staff's desk."""

from portal.web.pages import Pages

pages = Pages("home", __name__, place="home", side="both")
