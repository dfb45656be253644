"""Pages of clients."""

from portal.web.pages import Pages

pages = Pages("clients", __name__, place="clients")
