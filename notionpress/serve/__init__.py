"""What stays: reading and building again and again in one process, for a preview and for a site on the air."""
