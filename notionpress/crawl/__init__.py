"""Walking a workspace from its roots into the store: what to read again, in which order, and what went."""
