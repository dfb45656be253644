"""Deeds of what several areas share."""
