"""Contacts: plans, and what is due."""
