"""Asking Notion: the client, its pace, its retries and what its refusals mean."""
