"""Forms of finding."""
