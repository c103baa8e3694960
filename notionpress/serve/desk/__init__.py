"""The desk: pages of the preview on which an author or owner sees the state of the site, and sets it up."""
