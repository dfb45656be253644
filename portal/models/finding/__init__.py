"""Tables of finding."""
