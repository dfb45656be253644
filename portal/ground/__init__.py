"""What everything stands on: clock, errors, formats, languages, keys."""
