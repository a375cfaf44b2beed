"""Where the log is kept: eventsourcing's recorders, extended to seal what they store."""
