"""Pages of benefits for staff."""

from portal.web.pages import Pages

pages = Pages("benefits", __name__, place="benefits")
