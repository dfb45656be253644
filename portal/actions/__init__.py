"""The only writers: one function, one thing a person does, one transaction."""
