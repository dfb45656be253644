"""Questions asked of signatures."""
