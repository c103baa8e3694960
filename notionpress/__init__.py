"""Publish from Notion: crawl a workspace, render it, write a site that you own."""

__version__ = "0.1.0"
