"""Follow-up calls (R4): what wants one, those that are open, what clients answered."""
