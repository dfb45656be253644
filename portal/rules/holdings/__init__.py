"""Rules of holdings."""
