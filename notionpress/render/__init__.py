"""Blocks and rich text as HTML."""
