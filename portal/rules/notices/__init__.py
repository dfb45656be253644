"""Notices that leave the portal."""
