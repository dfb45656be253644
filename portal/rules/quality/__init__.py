"""Rules of quality."""
