"""Tables of events (R9): the plan, who comes, and what came of it."""
