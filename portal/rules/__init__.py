"""Pure rules of the work: no Flask, no database, no clock of their own."""
