"""Pages of imports."""

from portal.web.pages import Pages

pages = Pages("imports", __name__, place="imports")
