"""Pages of screening (R2)."""

from portal.web.pages import Pages

pages = Pages("lists", __name__, place="lists")
