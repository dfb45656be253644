"""How fast the main pages are, at a thousand clients and at a million, against a floor measured in the same run."""
