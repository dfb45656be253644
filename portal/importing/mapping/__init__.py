"""Imports: columns and cells in our words."""
