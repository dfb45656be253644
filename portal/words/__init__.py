"""What codes, deeds and notices are called."""
