"""Pages of the client's desk."""

from portal.web.pages import Pages

pages = Pages("member", __name__, place="requests", side="client", url_prefix="/me")
