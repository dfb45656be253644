"""Pages of complaints for staff, and the public one."""

from portal.web.pages import Pages

pages = Pages("complaints", __name__, place="complaints")
