"""Looking before publishing: what a token can see, and whether all that a site needs is right."""
