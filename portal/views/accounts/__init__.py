"""Pages of accounts."""

from portal.web.pages import Pages

pages = Pages("accounts", __name__, place="account", side="both")
