"""Questions asked of the benefits."""
