"""Notices: reading them, and all the ways on which they leave the portal."""
