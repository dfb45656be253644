"""Pages of signatures: a client's own, those of staff, and the proof for everybody."""

from portal.web.pages import Pages

pages = Pages("signatures", __name__, place="account", side="client")
