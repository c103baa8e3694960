"""The site as one value: which pages are public, their addresses, lists and links."""
