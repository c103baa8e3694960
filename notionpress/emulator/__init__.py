"""A server that answers as Notion does, from a folder of JSON objects."""
