"""Deeds of complaints."""
