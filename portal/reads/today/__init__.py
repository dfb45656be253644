"""What somebody is to do now, today and this week, and what is coming."""
