"""Every derived column: what follows it and what proves it."""
