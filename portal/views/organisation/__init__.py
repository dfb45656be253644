"""Pages of organisation."""

from portal.web.pages import Pages

pages = Pages("organisation", __name__, place="organisation.staff")
