"""Notion's content as frozen values: what was crawled, understood once, free of JSON."""
