"""Tables of clients."""
