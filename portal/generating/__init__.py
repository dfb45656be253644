"""Believable clients in any number: for trying the portal at the size of a whole bank (`portal generate`)."""
