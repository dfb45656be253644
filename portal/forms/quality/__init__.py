"""Forms of quality."""
