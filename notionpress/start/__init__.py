"""How a project starts: what may be published of what a token sees, and the files that say so."""
