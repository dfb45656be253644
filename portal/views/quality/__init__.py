"""Pages of quality."""

from portal.web.pages import Pages

pages = Pages("quality", __name__, place="quality")
