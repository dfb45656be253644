"""Tables of holdings."""
