"""What a person may type, and filter forms read from the query string."""
