"""Notices: somebody's inbox, the channels, what is on its way."""
