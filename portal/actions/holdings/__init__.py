"""Deeds of holdings."""
