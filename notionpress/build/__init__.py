"""Planning, rendering, writing and pruning the site."""
