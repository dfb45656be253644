"""What matters to a client now, and what he may begin with one tap."""
