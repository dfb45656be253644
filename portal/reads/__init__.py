"""The questions asked of the tables."""
