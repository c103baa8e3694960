"""Blocks, rich text and properties as HTML and as Markdown."""
