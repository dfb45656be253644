"""Imports: the writing."""
