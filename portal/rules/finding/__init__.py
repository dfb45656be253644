"""Rules of finding."""
